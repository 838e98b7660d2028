"""For the CMS's own templates: which other pages an action concerns."""

from django import template

from home.pages.admin_actions import following_in_words

register = template.Library()
register.simple_tag(following_in_words, name="what_follows")
