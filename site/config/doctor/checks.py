"""Every check of ``manage.py doctor``, in the order an operator reads them."""

from config.doctor import Check, services, setup

CHECKS: dict[str, Check] = {
    "debug": setup.debugging,
    "keys": setup.keys,
    "deployment": setup.deployment,
    "migrations": setup.migrations,
    "addresses": setup.addresses,
    "calendar domain": setup.calendar_domain,
    "https": services.https,
    "mail server": services.mail_server,
    "redis": services.redis_server,
    "worker": services.worker,
    "timers": services.timers,
    "disk": setup.disk,
    "files": setup.files,
    "static files": setup.static_files,
    "translations": setup.catalogues,
    "clock": setup.clock,
}
