from charter.models.pages import ArticleBlock, CharterPage
from charter.models.signatures import Signature, signatories
from charter.models.versions import CharterVersion

__all__ = ["ArticleBlock", "CharterPage", "CharterVersion", "Signature", "signatories"]
