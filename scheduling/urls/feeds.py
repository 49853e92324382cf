"""Private calendars: the address itself is the key, so anybody may knock with it."""

from klik_portal.accounts.audiences import calendar_owners, everyone
from klik_portal.core.routing import POST, route
from scheduling.views import feeds

OWN = "kalender-saya/"

routes = [
    route("kalender/<str:token>.ics", feeds.read, audience=everyone, name="feed"),
    route(OWN, feeds.feed_list, audience=calendar_owners, name="feed-list"),
    route(f"{OWN}buat/", feeds.feed_make, audience=calendar_owners, name="feed-make", methods=POST),
    route(
        f"{OWN}<str:token>/ganti/",
        feeds.feed_renew,
        audience=calendar_owners,
        name="feed-renew",
        methods=POST,
    ),
    route(
        f"{OWN}<str:token>/cabut/",
        feeds.feed_revoke,
        audience=calendar_owners,
        name="feed-revoke",
        methods=POST,
    ),
]
