#!/usr/bin/env python3
"""Synthetic "screen capture" QR set: what captureVisibleTab + drag-select hands to the decoder.

usage: gen_screens.py OUTDIR [--per-category 20] [--seed 1] [--empty 0]
Writes OUTDIR/<category>_<nn>.png and OUTDIR/manifest.json
  [{"id","cat","file","expect":[payload...],"version","module_px", ...}]
--empty adds pages of 1920x1080 and 2560x1440 without any code.
Deterministic for a given (seed, Pillow/segno version). Needs: pillow, segno, numpy.
"""
import argparse, base64, io, json, math, os, random, string
from urllib.parse import quote
import numpy as np, segno
from PIL import Image, ImageDraw, ImageFilter, ImageFont

WHITE, BLACK = (255, 255, 255), (0, 0, 0)
ISSUERS = ["GitHub", "Google", "Example Corp", "三菱東京銀行", "楽天証券", "さくらのクラウド", "日本サンプル株式会社"]
WORDS = "Scan this code with your authenticator app Settings Security Two-factor account Cancel Next Verify Help".split()


def font(size): return ImageFont.load_default(size)


def otpauth(r, kind):
    if kind == "migration":
        n = r.randint(360, 1000)
        return "otpauth-migration://offline?data=" + quote(base64.b64encode(r.randbytes(n)), safe="")
    iss = r.choice(ISSUERS[:3] if kind == "short" else ISSUERS[3:])
    user = "".join(r.choices(string.ascii_lowercase, k=r.randint(4, 9))) + "@example.com"
    secret = base64.b32encode(r.randbytes(10 if kind == "short" else r.choice([20, 32, 64]))).decode().rstrip("=")
    p = f"otpauth://totp/{quote(iss)}:{quote(user)}?secret={secret}&issuer={quote(iss)}"
    return p + ("" if kind == "short" else f"&algorithm=SHA{r.choice([1, 256, 512])}&digits={r.choice([6, 8])}&period=30")


def symbol(text, ecc): return np.array([[bool(b) for b in row] for row in segno.make(text, error=ecc, micro=False, boost_error=False).matrix])


def render(m, px, border=4, fg=BLACK, bg=WHITE, style="square", resample="exact", src_px=8):
    """Modules -> RGB image; `px` may be fractional (then resampled from a src_px-per-module original)."""
    n = m.shape[0] + 2 * border
    if resample == "exact": src_px = int(round(px))
    img = Image.new("RGB", (n * src_px, n * src_px), bg)
    d = ImageDraw.Draw(img)
    for y, x in zip(*np.nonzero(m)):
        X, Y, s = (x + border) * src_px, (y + border) * src_px, src_px
        finder = (x < 7 or x >= m.shape[0] - 7) and y < 7 or x < 7 and y >= m.shape[0] - 7
        if style == "dot" and not finder: d.ellipse([X, Y, X + s - 1, Y + s - 1], fill=fg)
        elif style == "smalldot" and not finder: d.ellipse([X + s * .12, Y + s * .12, X + s * .88 - 1, Y + s * .88 - 1], fill=fg)
        elif style == "rounded": d.rounded_rectangle([X, Y, X + s - 1, Y + s - 1], radius=s * .4, fill=fg)
        else: d.rectangle([X, Y, X + s - 1, Y + s - 1], fill=fg)
    if resample != "exact":
        f = {"nearest": Image.NEAREST, "bilinear": Image.BILINEAR, "box": Image.BOX, "lanczos": Image.LANCZOS}[resample]
        img = img.resize((max(1, round(n * px)),) * 2, f)
    return img


def page(r, w, h, bg=WHITE, ink=(40, 40, 40), busy=1.0):
    """A fake web page: text lines, boxes, buttons, icons, a stripe table."""
    img = Image.new("RGB", (w, h), bg)
    d = ImageDraw.Draw(img)
    for _ in range(int(busy * w * h / 16000) + 3):
        x, y, k = r.randrange(w), r.randrange(h), r.random()
        if k < .55: d.text((x, y), " ".join(r.choices(WORDS, k=r.randint(2, 9))), fill=ink, font=font(r.choice([11, 13, 16, 22, 32])))
        elif k < .8: d.rectangle([x, y, x + r.randint(20, 260), y + r.randint(12, 120)], outline=ink, width=r.choice([1, 1, 2, 4]))
        elif k < .9: d.rounded_rectangle([x, y, x + r.randint(40, 160), y + r.randint(20, 44)], radius=8, fill=tuple(r.randrange(256) for _ in range(3)))
        else:
            for i in range(r.randint(1, 3)): d.rectangle([x + i * 4, y + i * 4, x + 28 - i * 4, y + 28 - i * 4], outline=ink, width=2)
    return img


def place(r, code, margin=None, size=None, bg=WHITE, busy=1.0, ink=(40, 40, 40)):
    w, h = size or (code.width + 2 * (margin or 0), code.height + 2 * (margin or 0))
    img = page(r, max(w, code.width), max(h, code.height), bg, ink, busy) if busy else Image.new("RGB", (max(w, code.width), max(h, code.height)), bg)
    pos = (r.randint(0, max(0, img.width - code.width)), r.randint(0, max(0, img.height - code.height)))
    img.paste(code, pos)
    return img


def jpeg(img, q):
    b = io.BytesIO(); img.save(b, "JPEG", quality=q, subsampling=2 if q < 80 else 0); return Image.open(b).convert("RGB")


def zoom(img, z): return img.resize((max(1, round(img.width * z)), max(1, round(img.height * z))), Image.BILINEAR)


def blend(img, colour, a): return Image.blend(img, Image.new("RGB", img.size, colour), a)


def logo(r, img, border_px, area):
    s = int(math.sqrt(area) * (img.width - 2 * border_px)); c = img.width // 2
    d = ImageDraw.Draw(img); box = [c - s // 2, c - s // 2, c + s // 2, c + s // 2]
    d.rounded_rectangle(box, radius=s // 6, fill=r.choice([WHITE, (230, 240, 255), (20, 30, 90), (220, 40, 40)]))
    d.ellipse([c - s * .35, c - s * .35, c + s * .35, c + s * .35], fill=tuple(r.randrange(256) for _ in range(3)))
    d.text((c - s * .2, c - s * .25), "A", fill=WHITE, font=font(max(8, s // 2)))
    return img


def perspective(r, img, k, pad, bg):
    W, H = img.width + 2 * pad, img.height + 2 * pad
    big = Image.new("RGB", (W, H), bg); big.paste(img, (pad, pad))
    j = lambda v: v + r.uniform(-k, k) * img.width
    dst = [(pad, pad), (W - pad, pad), (W - pad, H - pad), (pad, H - pad)]
    src = [(j(x), j(y)) for x, y in dst]
    A, B = [], []
    for (x, y), (u, v) in zip(src, dst):
        A += [[x, y, 1, 0, 0, 0, -u * x, -u * y], [0, 0, 0, x, y, 1, -v * x, -v * y]]; B += [u, v]
    return big.transform((W, H), Image.PERSPECTIVE, np.linalg.solve(np.array(A), np.array(B)).tolist(), Image.BICUBIC, fillcolor=bg)


def gradient(r, img):
    w, h = img.size; a = np.asarray(img, np.float32) / 255
    t = (np.linspace(0, 1, w)[None, :] * math.cos(th := r.uniform(0, 6.28)) + np.linspace(0, 1, h)[:, None] * math.sin(th))
    t = (t - t.min()) / (t.max() - t.min())
    c0, c1 = [np.array([r.randint(*v) for _ in range(3)], np.float32) for v in ((90, 160), (220, 255))]
    bgc = c0 + (c1 - c0) * t[..., None]; fgc = np.array([r.randint(0, 50) for _ in range(3)], np.float32) + 30 * t[..., None]
    return Image.fromarray(np.clip(fgc + (bgc - fgc) * a, 0, 255).astype(np.uint8))


def noise(r, img, s):
    g = np.random.default_rng(r.randrange(1 << 30)); a = np.asarray(img, np.float32)
    return Image.fromarray(np.clip(a + g.normal(0, s, a.shape[:2])[..., None], 0, 255).astype(np.uint8))


CATS = ["clean", "tiny_1.5", "small_2_2.5", "fractional", "zoom_blur", "jpeg", "dark_inverted", "low_contrast", "coloured", "faded_30",
        "logo", "dots_rounded", "no_quiet", "surroundings", "large_selection", "two_codes", "rotated", "screen_photo", "gradient", "migration", "combined"]


def make(cat, i, r):
    kind = "migration" if cat == "migration" else r.choice(["short", "long"])
    ecc = r.choice("LLMMQ") if cat != "migration" else r.choice("LLM")
    text = otpauth(r, kind); expect = [text]; px = r.choice([2, 2.5, 3, 4, 6, 10]); info = {}
    rs = lambda p: "exact" if p == int(p) else r.choice(["nearest", "bilinear", "box"])
    mk = lambda p=px, e=ecc, **k: render(symbol(text, e), p, **{"resample": rs(p), **k})
    m = r.randint(5, 60)
    if cat == "clean": px = r.choice([3, 4, 6, 10]); img = place(r, mk(px), m, busy=0)
    elif cat == "tiny_1.5": px = 1.5; img = place(r, mk(px, resample=r.choice(["nearest", "bilinear", "box", "lanczos"]), src_px=r.choice([3, 4, 8])), m, busy=0)
    elif cat == "small_2_2.5": px = r.choice([2, 2.5]); img = place(r, mk(px, resample=r.choice(["nearest", "bilinear", "box"]), src_px=r.choice([3, 5, 8])), m, busy=0)
    elif cat == "fractional": px = r.uniform(2.2, 5.5); img = place(r, mk(px, resample=r.choice(["nearest", "bilinear", "box", "lanczos"]), src_px=r.choice([1, 2, 3, 10])), m, busy=0)
    elif cat == "zoom_blur": px = r.choice([1, 2, 3]); z = r.choice([1.1, 1.25, 1.5, 1.75, 2, 3]); px_ = max(px, 2 if z < 1.5 else 1); img = zoom(place(r, mk(px_), m, busy=.5), z).filter(ImageFilter.GaussianBlur(r.uniform(0, .35) * px_ * z)); px = px_ * z
    elif cat == "jpeg": px = r.choice([2, 2.5, 3, 4, 6]); q = r.randint(40, 90); img = jpeg(place(r, mk(px), m), q); info["q"] = q
    elif cat == "dark_inverted": bg = r.choice([BLACK, (18, 18, 18), (32, 33, 36), (13, 17, 23)]); img = place(r, mk(px, fg=r.choice([WHITE, (230, 230, 230), (200, 210, 255)]), bg=bg, border=r.choice([1, 2, 4])), m, bg=bg, ink=(200, 200, 200), busy=r.choice([0, 1]))
    elif cat == "low_contrast": b = r.randint(110, 235); d = r.randint(18, 50); img = place(r, mk(px, fg=(b - d,) * 3, bg=(b,) * 3), m, bg=r.choice([(b,) * 3, WHITE]), busy=r.choice([0, 1]))
    elif cat == "coloured": fg, bg = r.choice([((0, 0, 139), (255, 250, 205)), ((200, 0, 0), WHITE), ((0, 120, 60), (220, 255, 220)), ((255, 60, 60), (255, 255, 0)), ((0, 90, 255), (150, 255, 150)), ((230, 90, 0), (255, 240, 220)), ((90, 0, 160), (170, 200, 240)), ((255, 0, 255), (0, 200, 0))]); img = place(r, mk(px, fg=fg, bg=bg), m, bg=r.choice([bg, WHITE]), busy=r.choice([0, 1]))
    elif cat == "faded_30": img = blend(place(r, mk(px), m), r.choice([WHITE, BLACK, (128, 128, 128)]), r.uniform(.65, .78)); img.paste(page(r, img.width, max(4, img.height // 12)), (0, 0))
    elif cat == "logo": ecc = "H"; px = r.choice([3, 4, 6, 10]); a = r.uniform(.10, .20); img = place(r, logo(r, mk(px, "H"), 4 * px, a), m, busy=0); info["logo_area"] = round(a, 3)
    elif cat == "dots_rounded": px = r.choice([4, 5, 6, 10]); img = place(r, mk(px, style=r.choice(["dot", "smalldot", "rounded"]), resample="box", src_px=16), m, busy=0)
    elif cat == "no_quiet": img = place(r, mk(px, border=r.choice([0, 0, 1])), m, bg=r.choice([BLACK, (60, 60, 60), (30, 60, 160), WHITE]), busy=r.choice([0, 1, 2]))
    elif cat == "surroundings": c = mk(px, border=r.choice([1, 2, 4])); img = place(r, c, size=(c.width + r.randint(100, 500), c.height + r.randint(100, 400)), busy=2)
    elif cat == "large_selection": px = r.choice([2, 2.5, 3, 4, 6]); img = place(r, mk(px, border=r.choice([2, 4])), size=r.choice([(1920, 1080), (2560, 1440)]), busy=r.choice([.6, 1, 2]), bg=r.choice([WHITE, (245, 246, 250), (24, 26, 30)]))
    elif cat == "two_codes":
        t2 = otpauth(r, r.choice(["short", "long"])); expect.append(t2); a, b = mk(px), render(symbol(t2, r.choice("LM")), px, resample=rs(px))
        img = page(r, a.width + b.width + 90, max(a.height, b.height) + 60); img.paste(a, (20, 30)); img.paste(b, (a.width + 60, 30))
    elif cat == "rotated": px = r.choice([2.5, 3, 4, 6, 10]); ang = r.choice([r.uniform(2, 15), r.uniform(-15, -2), r.uniform(0, 360)]); img = place(r, mk(px), 20, busy=0).rotate(ang, Image.BICUBIC, expand=True, fillcolor=WHITE); info["angle"] = round(ang, 1)
    elif cat == "screen_photo": px = r.choice([3, 4, 6, 8]); img = perspective(r, place(r, mk(px), 30, busy=0), r.uniform(.02, .08), 40, (70, 70, 75)); img = jpeg(noise(r, img.filter(ImageFilter.GaussianBlur(r.uniform(.2, .3) * px)), r.uniform(3, 14)), r.randint(60, 90))
    elif cat == "gradient": img = gradient(r, place(r, mk(px), m, busy=0))
    elif cat == "migration": px = r.choice([2, 2.5, 3, 4, 6]); img = place(r, mk(px), m, busy=r.choice([0, 1]))
    else:  # combined: dark or faded or coloured x fractional scale x jpeg, in a page
        px = r.uniform(2, 4); dark = r.random() < .5; bg = (24, 26, 30) if dark else r.choice([WHITE, (255, 250, 205)]); fg = (210, 215, 230) if dark else r.choice([(0, 0, 139), (90, 90, 90), BLACK])
        c = mk(px, fg=fg, bg=bg, resample=r.choice(["bilinear", "box", "lanczos"]), src_px=r.choice([3, 4, 10]), style=r.choice(["square", "square", "rounded"]))
        img = place(r, c, size=(c.width + r.randint(20, 400), c.height + r.randint(20, 300)), bg=bg, ink=fg)
        if r.random() < .5: img = blend(img, bg, r.uniform(.3, .65))
        img = jpeg(img, r.randint(60, 92))
    return img, {"expect": expect, "module_px": round(px, 2), "version": int((symbol(text, ecc).shape[0] - 17) / 4), "ecc": ecc, **info}


def empty(i, r):
    size = [(1920, 1080), (2560, 1440)][i % 2]; dark = r.random() < .3
    return page(r, *size, (24, 26, 30) if dark else r.choice([WHITE, (245, 246, 250)]), (200, 200, 200) if dark else (40, 40, 40), r.choice([.6, 1, 2]))


def main():
    ap = argparse.ArgumentParser(); ap.add_argument("out"); ap.add_argument("--per-category", type=int, default=20); ap.add_argument("--seed", default="1"); ap.add_argument("--empty", type=int, default=0)
    a = ap.parse_args(); os.makedirs(a.out, exist_ok=True); man = []
    for cat in CATS:
        for i in range(a.per_category):
            img, info = make(cat, i, random.Random(f"{a.seed}/{cat}/{i}")); f = f"{cat}_{i:02d}.png"
            img.save(os.path.join(a.out, f), compress_level=1); man.append({"id": f[:-4], "cat": cat, "file": f, **info})
    for i in range(a.empty):
        f = f"empty_{i:02d}.png"; empty(i, random.Random(f"{a.seed}/empty/{i}")).save(os.path.join(a.out, f), compress_level=1)
        man.append({"id": f[:-4], "cat": "empty", "file": f, "expect": []})
    json.dump(man, open(os.path.join(a.out, "manifest.json"), "w"), ensure_ascii=False, indent=0)
    print(len(man), "images")


if __name__ == "__main__": main()
