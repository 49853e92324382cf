"""Pictures as phones take them, made in code, to measure what a look at them finds."""

import random

from PIL import Image, ImageChops, ImageDraw, ImageFilter

WORDS = ("Perpustakaan", "Desa", "Muara", "koleksi", "buku", "anak,", "bacaan", "dan", "surat", "kabar")  # fmt: skip


def page(lines: int = 60, size: tuple[int, int] = (1240, 1754), paper: int = 250) -> Image.Image:
    """A typed letter, A4 at 150 dpi."""
    dice = random.Random(7)
    image = Image.new("RGB", size, (paper, paper, paper - 5))
    draw = ImageDraw.Draw(image)
    for row in range(lines):
        text = " ".join(dice.choice(WORDS) for _ in range(dice.randint(6, 12)))
        draw.text((120, 120 + row * 25), text, fill=(20, 20, 30), font_size=18)
    return image


def signed_sheet() -> Image.Image:
    """Nothing but one signature on paper."""
    image = Image.new("RGB", (1240, 1754), (244, 243, 238))
    draw = ImageDraw.Draw(image)
    draw.arc((700, 1300, 800, 1380), 20, 330, fill=(30, 30, 120), width=4)
    draw.line((720, 1380, 900, 1300, 820, 1390, 960, 1340), fill=(30, 30, 120), width=4)
    return image


def table() -> Image.Image:
    image = Image.new("RGB", (1240, 1754), (250, 250, 250))
    draw = ImageDraw.Draw(image)
    for x in range(100, 1200, 110):
        draw.line((x, 100, x, 1650), fill=(0, 0, 0), width=3)
    for y in range(100, 1700, 50):
        draw.line((100, y, 1200, y), fill=(0, 0, 0), width=3)
        draw.text((110, y + 14), "12   Laskar Pelangi   2005", fill=(0, 0, 0), font_size=18)
    return image


def shelf(size: tuple[int, int] = (1600, 1200), light: float = 1.0) -> Image.Image:
    """Books on shelves under uneven light."""
    dice = random.Random(3)
    image = Image.new("RGB", size, (92, 70, 50))
    draw = ImageDraw.Draw(image)
    for top in range(40, size[1] - 200, 280):
        left = 20
        while left < size[0] - 60:
            width, height = dice.randint(18, 60), dice.randint(180, 240)
            colour = tuple(dice.randint(40, 235) for _ in range(3))
            draw.rectangle((left, top + 240 - height, left + width, top + 240), fill=colour)
            draw.text((left + 4, top + 250 - height), "BUKU", fill=(255, 255, 255), font_size=14)
            left += width + 3
    return as_taken(image, light)


def room(light: float = 1.0) -> Image.Image:
    """A reading room: walls, a window, tables, a few people."""
    image = Image.new("RGB", (1600, 1200), (205, 200, 185))
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 800, 1600, 1200), fill=(140, 100, 70))
    draw.rectangle((1100, 150, 1400, 500), fill=(250, 252, 255), outline=(90, 70, 50), width=12)
    for x in (200, 620, 1050):
        draw.rectangle((x, 700, x + 300, 740), fill=(90, 60, 40))
        draw.rectangle((x + 20, 740, x + 40, 950), fill=(80, 50, 30))
        draw.ellipse((x + 90, 520, x + 170, 610), fill=(150, 105, 80))
        draw.rectangle((x + 70, 610, x + 190, 720), fill=(60, 90, 150))
    return as_taken(image, light)


def wall(level: int = 190) -> Image.Image:
    """A bare wall with a soft shadow."""
    shade = Image.radial_gradient("L").resize((1600, 1200)).point(lambda v: level - v // 5)
    return as_taken(Image.merge("RGB", (shade, shade, shade)))


def behind_soft_background() -> Image.Image:
    """A sharp sign before a background out of focus."""
    image = shelf().filter(ImageFilter.GaussianBlur(12))
    draw = ImageDraw.Draw(image)
    draw.rectangle((500, 400, 1100, 700), fill=(250, 250, 240))
    for row in range(8):
        draw.text((540, 420 + row * 32), "Taman Bacaan Masyarakat", fill=(10, 10, 10), font_size=26)
    return image


def as_taken(image: Image.Image, light: float = 1.0, noise: int = 5) -> Image.Image:
    """Darker on one side, slightly soft, with a sensor's noise."""
    falloff = Image.linear_gradient("L").resize(image.size).point(lambda v: 255 - v // 4)
    image = ImageChops.multiply(image, Image.merge("RGB", (falloff,) * 3))
    image = image.filter(ImageFilter.GaussianBlur(0.8)).point(lambda v: round(v * light))
    grain = Image.effect_noise(image.size, noise)
    return ImageChops.add(image, Image.merge("RGB", (grain,) * 3), 1, -128)


def blurred(image: Image.Image, radius: float) -> Image.Image:
    return image.filter(ImageFilter.GaussianBlur(radius))
