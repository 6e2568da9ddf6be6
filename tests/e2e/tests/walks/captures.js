// Draws a QR code as web pages do. `rows` are strings of 0 and 1 without a border, `px` is CSS pixels for a module.
(rows, style, px) => {
  const size = rows.length;
  const dark = (x, y) => rows[y]?.[x] === "1";
  const colours = {
    "dark page": ["#e8eaed", "#16181d"],
    "pale": ["#a9a9a9", "#d3d3d3"],
    "coloured": ["#00008b", "#fffacd"],
    "red on green": ["#b00020", "#a5e0a5"],
  };
  const [ink, paper] = colours[style] ?? ["#000", "#fff"];
  const border = style === "no border" ? 0 : 4;
  const side = (size + 2 * border) * px;
  const ground = style === "no border" ? "#202124" : style === "dark page" ? paper : "#fff";
  document.documentElement.innerHTML =
    `<head><title>Setup</title></head><body style="margin:24px;font:16px/1.5 sans-serif;background:${ground};color:#888">` +
    `<h1>Set up your authenticator</h1><p>Scan this code, then enter the six digits. <b>Need help?</b></p></body>`;
  const place = document.createElement("div");
  place.style.cssText = `position:relative;width:${side}px;height:${side}px;background:${paper}`;
  document.body.append(place);

  const canvas = (scale) => {
    const drawn = document.createElement("canvas");
    drawn.width = drawn.height = (size + 2 * border) * scale;
    const pen = drawn.getContext("2d");
    pen.fillStyle = paper;
    pen.fillRect(0, 0, drawn.width, drawn.height);
    pen.fillStyle = ink;
    for (let y = 0; y < size; y++)
      for (let x = 0; x < size; x++)
        if (dark(x, y)) pen.fillRect((x + border) * scale, (y + border) * scale, scale, scale);
    return drawn;
  };
  const sized = (element) => {
    element.style.cssText = `position:absolute;left:0;top:0;width:${side}px;height:${side}px`;
    place.append(element);
    return element;
  };
  const svg = (shape) => {
    const shapes = [];
    for (let y = 0; y < size; y++) for (let x = 0; x < size; x++) if (dark(x, y)) shapes.push(shape(x + border, y + border));
    const whole = size + 2 * border;
    place.innerHTML = `<svg viewBox="0 0 ${whole} ${whole}" width="${side}" height="${side}" fill="${ink}">${shapes.join("")}</svg>`;
  };
  const over = (css) => {
    const cover = document.createElement("div");
    cover.style.cssText = css;
    document.body.append(cover);
  };
  const square = (x, y) => `<path d="M${x} ${y}h1v1h-1z" shape-rendering="crispEdges"/>`;
  const finder = (x, y) => Math.min(x - border, size - 1 - x + border) < 7 && Math.min(y - border, size - 1 - y + border) < 7;

  if (style === "canvas") sized(canvas(Math.max(1, Math.round(px))));
  else if (style === "stretched picture") sized(canvas(2));
  else if (style === "jpeg") {
    const picture = new Image();
    picture.src = canvas(Math.max(2, Math.round(px))).toDataURL("image/jpeg", 0.6);
    sized(picture);
    return picture.decode().then(() => true);
  } else if (style === "table") {
    const cell = Math.max(2, Math.round(px));
    const row = (y) => [...Array(size).keys()].map((x) => `<td style="padding:0;width:${cell}px;height:${cell}px;background:${dark(x, y) ? ink : paper}"></td>`).join("");
    const all = [...Array(size).keys()].map((y) => `<tr>${row(y)}</tr>`).join("");
    place.style.cssText = `padding:${4 * cell}px;background:#fff;width:max-content`;
    place.innerHTML = `<table style="border-collapse:collapse;border-spacing:0;table-layout:fixed;width:${size * cell}px;line-height:0;font-size:0">${all}</table>`;
  } else if (style === "rounded modules") svg((x, y) => `<rect x="${x}" y="${y}" width="1" height="1" rx="0.35"/>`);
  else if (style === "dots") svg((x, y) => (finder(x, y) ? square(x, y) : `<circle cx="${x + 0.5}" cy="${y + 0.5}" r="0.45"/>`));
  else svg(square);

  if (style === "dark overlay") over("position:fixed;inset:0;background:rgba(0,0,0,.7)");
  if (style === "white overlay") over("position:fixed;inset:0;background:rgba(255,255,255,.7)");
  if (style === "turned") place.style.transform = "translate(20px, 20px) rotate(7deg)";
  if (style === "logo") {
    const logo = document.createElement("div");
    logo.style.cssText = `position:absolute;left:37%;top:37%;width:26%;height:26%;border-radius:18%;background:#d6336c;color:#fff;font:bold ${side / 6}px sans-serif;display:grid;place-items:center`;
    logo.textContent = "W";
    place.append(logo);
  }
  return true;
}
