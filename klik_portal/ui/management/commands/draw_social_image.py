"""Draw static/social.png, the picture that chats and networks show beside a link to Klik."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from PIL import Image, ImageDraw, ImageFont

SIZE = (1200, 630)  # what Open Graph readers crop to
RIVER, GOLD, PAPER, PALE = "#0b5563", "#f3b61f", "#fbfaf6", "#cfe3e6"
BOOK = ((16, 10.2), (11, 8.4), (6.5, 7.9), (6.5, 22.5), (11, 22.9), (16, 24.8), (21, 22.9), (25.5, 22.5), (25.5, 7.9), (21, 8.4))  # fmt: skip
PLUS = ((16, 12.5, 16, 18.9), (12.8, 15.7, 19.2, 15.7))
TARGET = Path(settings.BASE_DIR) / "static" / "social.png"


class Command(BaseCommand):
    help = "Draws static/social.png; run it after a change of the words or colours in it."

    def handle(self, *args: Any, **options: Any) -> None:
        image = Image.new("RGB", SIZE, RIVER)
        image.paste(_mark(190), (90, 110))
        pen = ImageDraw.Draw(image)
        pen.text((330, 130), "Klik", fill=PAPER, font=ImageFont.load_default(150))
        pen.text((90, 375), "Klinik Layanan Akreditasi Perpustakaan", fill=PAPER, font=ImageFont.load_default(56))  # fmt: skip
        pen.text((90, 465), "Dinas Kearsipan dan Perpustakaan", fill=PALE, font=ImageFont.load_default(38))  # fmt: skip
        pen.text((90, 520), "Kabupaten Kutai Kartanegara", fill=PALE, font=ImageFont.load_default(38))  # fmt: skip
        pen.rectangle((0, 606, 1200, 630), fill=GOLD)
        image.quantize(32).save(TARGET, optimize=True)
        self.stdout.write(f"{TARGET.name}: {TARGET.stat().st_size} bytes")


def _mark(side: int) -> Image.Image:
    """The open book with a plus sign, as in the head of every page; drawn large, for smooth edges."""
    unit = side * 4 / 32
    large = Image.new("RGB", (side * 4, side * 4), RIVER)
    pen = ImageDraw.Draw(large)
    pen.rounded_rectangle((0, 0, side * 4 - 1, side * 4 - 1), radius=unit * 8, fill=GOLD)
    pen.polygon([(x * unit, y * unit) for x, y in BOOK], fill=RIVER)
    for line in PLUS:
        pen.line([number * unit for number in line], fill=PAPER, width=round(unit * 2.6))
    return large.resize((side, side), Image.Resampling.LANCZOS)
