// Draws each <section data-map>: our base map, the layers of the rooms, and a list beside it that
// works by keyboard. Without WebGL the still picture stays and the list links to the pages.

const token = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
const english = document.documentElement.lang.startsWith("en");
const nameOf = (facts) => (english ? facts.name_en || facts.name_zh : facts.name_zh || facts.name_en) || facts.code || "";
const noteOf = (facts) => (english ? facts.note_en : facts.note_zh) || "";
// A port runs on one clock, wherever the reader sits.
const clock = new Intl.DateTimeFormat("zh-CN", { hour12: false, timeZone: "Asia/Shanghai", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit" });
const EMPTY = { type: "FeatureCollection", features: [] };
const WIDE = [[106.3, 21.75], [114.3, 24.6]];
const NARROW = [[110.6, 22.0], [114.0, 24.1]];
const COLOURS = { terminal: "--river", lock: "--silt-strong", vessel: "--seal", place: "--ink-soft", road: "--ink-soft", rail: "--good-ink", air: "--silt-strong", water: "--river", notice: "--seal" };

function el(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name in made) made[name] = value;
    else made.setAttribute(name, value);
  }
  made.append(...children);
  return made;
}

function baseStyle(files) {
  const names = ["land", "provinces", "cities", "borders", "rivers", "fairways", "labels"];
  const sources = Object.fromEntries(names.map((name, at) => [name, { type: "geojson", data: new URL(files[at], location.href).href }]));
  const line = (id, source, colour, width, more = {}) => ({
    id, source, type: "line", layout: { "line-join": "round", "line-cap": "round" },
    paint: { "line-color": token(colour), "line-width": width, ...more.paint }, ...(more.filter && { filter: more.filter }),
  });
  const byZoom = (low, high) => ["interpolate", ["exponential", 1.5], ["zoom"], 5, low, 11, high];
  const sea = ["in", ["get", "grade"], ["literal", ["sea", "coastal"]]];
  const open = ["==", ["get", "state"], "open"];
  return {
    version: 8,
    sources,
    layers: [
      { id: "sea", type: "background", paint: { "background-color": token("--map-sea") } },
      { id: "land", source: "land", type: "fill", paint: { "fill-color": token("--map-land") } },
      { id: "ground", source: "provinces", type: "fill", paint: { "fill-color": token("--map-land") } },
      { id: "home", source: "cities", type: "fill", filter: ["get", "home"], paint: { "fill-color": token("--map-home") } },
      line("city-lines", "cities", "--map-city-line", byZoom(0.5, 1.6)),
      line("province-lines", "provinces", "--map-province-line", byZoom(0.7, 2)),
      line("borders", "borders", "--map-border-line", byZoom(1, 2.6)),
      line("home-line", "cities", "--map-home-line", byZoom(0.8, 2), { filter: ["get", "home"] }),
      line("rivers", "rivers", "--map-river", byZoom(0.7, 3)),
      line("sea-ways", "fairways", "--map-sea-way", byZoom(1, 2.5), { filter: ["all", sea, open], paint: { "line-dasharray": [2, 2] } }),
      line("closed-ways", "fairways", "--map-closed", byZoom(1.2, 4), { filter: ["!", open], paint: { "line-dasharray": [1, 2] } }),
      line("fairways", "fairways", "--map-fairway", byZoom(1.8, 7), { filter: ["all", ["!", sea], open] }),
      {
        id: "towns", source: "labels", type: "symbol",
        filter: ["<=", ["get", "rank"], ["step", ["zoom"], 0, 5, 1, 8, 2]],
        layout: {
          "text-field": ["get", english ? "name_en" : "name_zh"],
          "text-size": ["match", ["get", "rank"], 0, 20, 1, 14, 13],
          "text-font": ["sans-serif"],
          "text-variable-anchor": ["top", "bottom", "left", "right"],
          "text-radial-offset": 0.6,
          "symbol-sort-key": ["get", "rank"],
        },
        paint: { "text-color": token("--ink"), "text-halo-color": "#ffffff", "text-halo-width": 2 },
      },
    ],
  };
}

function shipImage() {
  const size = 44;
  const canvas = new OffscreenCanvas(size, size);
  const pen = canvas.getContext("2d");
  pen.translate(size / 2, size / 2);
  pen.beginPath();
  pen.moveTo(0, -18);
  pen.quadraticCurveTo(10, -8, 9, 6);
  pen.lineTo(7, 17);
  pen.lineTo(-7, 17);
  pen.lineTo(-9, 6);
  pen.quadraticCurveTo(-10, -8, 0, -18);
  pen.closePath();
  pen.fillStyle = token("--seal");
  pen.strokeStyle = "#ffffff";
  pen.lineWidth = 3;
  pen.stroke();
  pen.fill();
  return pen.getImageData(0, 0, size, size);
}

class RiverMap {
  constructor(section) {
    this.section = section;
    this.say = section.dataset;
    this.layers = [...section.querySelectorAll("[data-layer]")].map((panel) => ({
      panel, name: panel.dataset.layer, kind: panel.dataset.kind, url: panel.dataset.url,
      refresh: Number(panel.dataset.refresh), etag: "", data: EMPTY,
    }));
  }

  async start() {
    const drawn = this.draw().catch((error) => console.info("map: list only,", error.message));
    await Promise.all(this.layers.map((layer) => this.read(layer)));
    await drawn;
    this.layers.forEach((layer) => this.show(layer));
    this.frame();
    for (const layer of this.layers.filter((one) => one.refresh > 0)) {
      setInterval(async () => {
        if (!document.hidden && (await this.read(layer))) this.show(layer);
      }, layer.refresh * 1000);
    }
  }

  async draw() {
    const probe = document.createElement("canvas").getContext("webgl2");
    if (!probe) throw new Error("no WebGL");
    probe.getExtension("WEBGL_lose_context")?.loseContext();
    const engine = await import(this.say.engine);
    this.engine = engine;
    this.map = new engine.Map({
      container: this.section.querySelector(".map-canvas"),
      style: baseStyle(this.say.base.split(" ")),
      bounds: this.section.clientWidth < 700 ? NARROW : WIDE,
      // Names at the edge need room, or the map shows half of them.
      fitBoundsOptions: { padding: 18 },
      maxBounds: [[101.5, 19.0], [117.5, 27.5]],
      minZoom: 4.6, maxZoom: 15, attributionControl: false, dragRotate: false, pitchWithRotate: false,
      cooperativeGestures: !this.section.classList.contains("map-l"),
      locale: {
        "NavigationControl.ZoomIn": this.say.sayIn, "NavigationControl.ZoomOut": this.say.sayOut,
        "CooperativeGesturesHandler.WindowsHelpText": this.say.sayWheel,
        "CooperativeGesturesHandler.MacHelpText": this.say.sayWheel,
        "CooperativeGesturesHandler.MobileHelpText": this.say.sayFingers,
        "Map.Title": this.section.getAttribute("aria-label"), "Popup.Close": this.say.sayClose,
      },
    });
    this.map.touchZoomRotate.disableRotation();
    this.map.addControl(new engine.NavigationControl({ showCompass: false }), "top-right");
    await new Promise((ready) => this.map.once("load", ready));
    this.map.addImage("ship", shipImage(), { pixelRatio: 2 });
    // Vessels lie above places; lines below both.
    const rank = { area: 0, line: 1, road: 1, rail: 1, air: 1, water: 1, auto: 2, notice: 5, place: 3, lock: 4, terminal: 5, vessel: 6 };
    const upwards = [...this.layers].sort((a, b) => (rank[a.kind] ?? 2) - (rank[b.kind] ?? 2));
    upwards.forEach((layer) => this.add(layer));
    // Towns are read above the dots of ports and below the ships.
    const ships = upwards.find((layer) => layer.kind === "vessel");
    this.map.moveLayer("towns", ships && `room-${ships.name}-areas`);
    this.section.classList.add("is-live");
  }

  add(layer) {
    const source = `room-${layer.name}`;
    this.map.addSource(source, { type: "geojson", data: EMPTY });
    const shape = (type) => ["==", ["geometry-type"], type];
    const colour = ["match", ["get", "tone"], "good", token("--good-ink"), "warn", token("--silt-strong"), "bad", token("--seal"), "info", token("--river"), "neutral", token("--ink-soft"), token(COLOURS[layer.kind] ?? "--river")];
    const label = (offset, minzoom) => ({
      id: `${source}-names`, source, type: "symbol", minzoom, filter: shape("Point"),
      layout: {
        "text-field": ["coalesce", ["get", english ? "name_en" : "name_zh"], ["get", "name_zh"], ""],
        "text-size": 13, "text-font": ["sans-serif"], "text-anchor": "top", "text-offset": [0, offset], "text-optional": true,
      },
      paint: { "text-color": token("--ink"), "text-halo-color": "#ffffff", "text-halo-width": 1.8 },
    });
    this.map.addLayer({ id: `${source}-areas`, source, type: "fill", filter: shape("Polygon"), paint: { "fill-color": colour, "fill-opacity": 0.2 } });
    this.map.addLayer({ id: `${source}-lines`, source, type: "line", filter: shape("LineString"), paint: { "line-color": colour, "line-width": 4 } });
    const isShip = layer.kind === "vessel";
    const ships = isShip ? true : layer.kind === "auto" ? ["==", ["get", "kind"], "vessel"] : false;
    this.map.addLayer({
      id: `${source}-points`, source, type: "circle", filter: ["all", shape("Point"), ["!", ships]],
      paint: {
        "circle-radius": ["interpolate", ["linear"], ["zoom"], 5, 3.5, 8, 6, 12, 9], "circle-color": colour,
        "circle-stroke-color": "#ffffff", "circle-stroke-width": 2,
      },
    });
    this.map.addLayer({
      id: `${source}-ships`, source, type: "symbol", filter: ["all", shape("Point"), ships],
      layout: {
        "icon-image": "ship", "icon-rotate": ["coalesce", ["get", "heading"], 0], "icon-rotation-alignment": "map",
        // A ship hides no name: at Wuzhou, where most of them lie, the city itself would be missing.
        "icon-allow-overlap": true, "icon-ignore-placement": true, "icon-size": ["interpolate", ["linear"], ["zoom"], 5, 0.7, 10, 1.2],
      },
    });
    this.map.addLayer(label(isShip ? 1.1 : 0.7, isShip ? 8 : 7.6));
    for (const part of ["points", "ships", "lines", "areas"]) {
      const id = `${source}-${part}`;
      this.map.on("click", id, (event) => this.open(event.features[0], event.lngLat, { takesFocus: true }));
      this.map.on("mouseenter", id, () => (this.map.getCanvas().style.cursor = "pointer"));
      this.map.on("mouseleave", id, () => (this.map.getCanvas().style.cursor = ""));
    }
  }

  async read(layer) {
    try {
      const answer = await fetch(layer.url, { headers: layer.etag ? { "If-None-Match": layer.etag } : {} });
      if (answer.status === 304 || !answer.ok) return false;
      const etag = answer.headers.get("ETag") ?? "";
      if (etag && etag === layer.etag) return false;
      layer.etag = etag;
      layer.data = await answer.json();
      return true;
    } catch (error) {
      console.info("map:", layer.name, error.message);
      return false;
    }
  }

  show(layer) {
    this.map?.getSource(`room-${layer.name}`)?.setData(layer.data);
    layer.panel.querySelector("[data-count]").textContent = String(layer.data.features.length);
    const list = layer.panel.querySelector(".map-list");
    const held = list.contains(document.activeElement) ? document.activeElement.dataset.code : null;
    list.replaceChildren(...layer.data.features.slice(0, 200).map((feature) => this.line(feature)));
    if (layer.data.features.length === 0) list.append(el("li", { className: "map-none" }, this.say.sayNone));
    if (held) list.querySelector(`[data-code="${CSS.escape(held)}"]`)?.focus();
  }

  line(feature) {
    const facts = feature.properties;
    const words = [el("span", { className: "map-name" }, nameOf(facts))];
    if (noteOf(facts)) words.push(el("span", { className: "map-note" }, noteOf(facts)));
    if (this.map) {
      const button = el("button", { type: "button" }, ...words);
      button.dataset.code = facts.code ?? "";
      button.addEventListener("click", () => this.fly(feature, { takesFocus: true }));
      return el("li", {}, button);
    }
    return el("li", {}, facts.url ? el("a", { className: "map-line", href: facts.url }, ...words) : el("div", { className: "map-line" }, ...words));
  }

  place(feature) {
    let found = feature.geometry.coordinates;
    while (Array.isArray(found[0])) found = found[Math.floor(found.length / 2)];
    return found;
  }

  fly(feature, { takesFocus }) {
    const centre = this.place(feature);
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.map.easeTo({ center: centre, zoom: Math.max(this.map.getZoom(), 9.5), animate: !still });
    this.open(feature, centre, { takesFocus });
  }

  // Only who asked for the window is led into it: on opening a page the keyboard stays at its top.
  open(feature, where, { takesFocus }) {
    const facts = feature.properties;
    const body = el("div", {}, el("strong", {}, nameOf(facts)));
    if (noteOf(facts)) body.append(el("div", {}, noteOf(facts)));
    if (facts.at) body.append(el("div", { className: "map-note" }, `${clock.format(new Date(facts.at)).replace("/", "-")} (UTC+8)`));
    if (facts.url) body.append(el("a", { href: facts.url }, `${this.say.sayOpen} →`));
    this.popup?.remove();
    this.popup = new this.engine.Popup({ maxWidth: "18rem", offset: 12, focusAfterOpen: takesFocus })
      .setLngLat(feature.geometry.type === "Point" ? feature.geometry.coordinates : where)
      .setDOMContent(body)
      .addTo(this.map);
  }

  frame() {
    if (!this.map) return;
    const wanted = this.say.focusCode;
    const all = this.layers.flatMap((layer) => layer.data.features);
    const found = wanted && all.find((feature) => feature.properties.code === wanted);
    if (found) this.fly(found, { takesFocus: false });
    else if (this.layers.some((layer) => layer.name === "own") && all.length) this.fit(all);
  }

  fit(features) {
    const bounds = new this.engine.LngLatBounds();
    const grow = (part) => (typeof part[0] === "number" ? bounds.extend(part) : part.forEach(grow));
    features.forEach((feature) => grow(feature.geometry.coordinates));
    this.map.fitBounds(bounds, { padding: 48, maxZoom: 11, animate: false });
  }
}

for (const section of document.querySelectorAll("[data-map]:not([data-drawn])")) {
  section.dataset.drawn = "yes";
  new RiverMap(section).start();
}
