/** Progress as a map: outlines that an operator brought, no server of tiles. The library comes when a map is shown. */
import type { FeatureCollection, MultiPolygon } from "geojson";
import type { GeoJSONSource, Map as Drawn, StyleSpecification } from "maplibre-gl";
import { api, type Outline } from "./api";
import { h } from "./dom";
import { currentLanguage, t } from "./texts";

/** What is told of a place: the share that is closed, 0 to 1, or -1 where there is nothing to close. */
export interface Told { name: string; share: number; text: string; address: string }

/** Five steps of one colour, the lightest for the least; nothing to close is grey. */
const steps = ["#fde3d3", "#f9b48a", "#f0814a", "#c2410c", "#7a2606"];
const nothing = "#d5dbe2";
const colourOf = (share: number): string => (share < 0 ? nothing : (steps[Math.min(steps.length - 1, Math.floor(share * steps.length))] as string));
const idOf = (outline: Outline): string => (outline.properties.area !== undefined ? `area ${outline.properties.area}` : `territory ${outline.properties.territory}`);

type Box = [west: number, south: number, east: number, north: number];
function boundsOf(outlines: Outline[]): Box {
  const box: Box = [180, 90, -180, -90];
  const take = (one: unknown): void => {
    if (!Array.isArray(one)) return;
    if (typeof one[0] !== "number") return one.forEach(take);
    const [longitude, latitude] = one as [number, number];
    [box[0], box[1], box[2], box[3]] = [Math.min(box[0], longitude), Math.min(box[1], latitude), Math.max(box[2], longitude), Math.max(box[3], latitude)];
  };
  for (const outline of outlines) take(outline.geometry.coordinates);
  return box;
}

/** All of them, page after page. */
async function gather(territory: string): Promise<Outline[]> {
  const all: Outline[] = [];
  let after: string | null | undefined;
  do {
    const page = await api.outlines({ territory, after: after ?? undefined });
    all.push(...page.features);
    after = page.next;
  } while (after);
  return all;
}

let isDrawn: boolean | undefined;
/** Asked once: each look takes one of the few drawings that a browser gives. */
const canDraw = (): boolean => (isDrawn ??= document.createElement("canvas").getContext("webgl2") !== null);

function key(): HTMLElement {
  const swatch = (colour: string, text: string): HTMLElement => {
    const box = h("span", { class: "swatch" });
    box.style.background = colour;
    return h("span", { class: "step" }, box, text);
  };
  return h("figcaption", { class: "key" }, ...steps.map((colour, index) => swatch(colour, `${(index * 100) / steps.length}–${((index + 1) * 100) / steps.length}\u202f%`)), swatch(nothing, t("nothingToClose")));
}

function featuresOf(outlines: Outline[], told: Map<string, Told>): FeatureCollection {
  const features = outlines.map((one, index) => ({ type: "Feature" as const, id: index, properties: { colour: colourOf(told.get(idOf(one))?.share ?? -1) }, geometry: one.geometry as MultiPolygon }));
  return { type: "FeatureCollection", features };
}

function styleOf(outlines: Outline[], told: Map<string, Told>): StyleSpecification {
  return {
    version: 8,
    sources: { places: { type: "geojson", data: featuresOf(outlines, told) } },
    layers: [
      { id: "fill", type: "fill", source: "places", paint: { "fill-color": ["get", "colour"], "fill-opacity": ["case", ["boolean", ["feature-state", "here"], false], 0.75, 1] } },
      { id: "line", type: "line", source: "places", paint: { "line-color": "#ffffff", "line-width": 1.5 } },
    ],
  };
}

/** The place under the pointer says its name, and a press leads there. */
function listen(map: Drawn, outlines: Outline[], told: Map<string, Told>, label: HTMLElement): void {
  let here: number | undefined; // of the place under the pointer
  const toldOf = (index: number): Told | undefined => told.get(idOf(outlines[index] as Outline));
  const leave = (): void => {
    if (here !== undefined) map.setFeatureState({ source: "places", id: here }, { here: false });
    here = undefined;
    label.textContent = t("mapHint");
    map.getCanvas().style.cursor = "";
  };
  map.on("mousemove", "fill", (event) => {
    const index = event.features?.[0]?.id as number | undefined;
    if (index === undefined || index === here) return;
    leave();
    here = index;
    map.setFeatureState({ source: "places", id: index }, { here: true });
    const place = toldOf(index);
    label.textContent = place ? `${place.name}: ${place.text}` : "";
    map.getCanvas().style.cursor = "pointer";
  });
  map.on("mouseleave", "fill", leave);
  map.on("click", "fill", (event) => {
    const place = toldOf(event.features?.[0]?.id as number);
    if (place) location.hash = place.address;
  });
}

async function draw(place: HTMLElement, outlines: Outline[], told: Map<string, Told>, label: HTMLElement): Promise<Drawn> {
  const [{ default: maplibre }, { default: worker }] = await Promise.all([import("maplibre-gl/dist/maplibre-gl-csp.js"), import("maplibre-gl/dist/maplibre-gl-csp-worker.js?url")]);
  maplibre.setWorkerUrl(worker);
  const isCoarse = matchMedia("(pointer: coarse)").matches; // a finger on the map moves the page
  const map = new maplibre.Map({
    container: place, style: styleOf(outlines, told), bounds: boundsOf(outlines), fitBoundsOptions: { padding: 16 }, attributionControl: false,
    scrollZoom: false, dragRotate: false, pitchWithRotate: false, touchPitch: false, keyboard: false, dragPan: !isCoarse, renderWorldCopies: false, fadeDuration: 0,
  });
  map.getCanvas().setAttribute("tabindex", "-1"); // what it shows stands in the table, for the keyboard, too
  map.getCanvas().setAttribute("aria-label", t("map"));
  map.getCanvas().setAttribute("role", "img");
  map.on("resize", () => map.fitBounds(boundsOf(outlines), { padding: 16, animate: false }));
  listen(map, outlines, told, label);
  map.once("idle", () => place.setAttribute("data-drawn", ""));
  return map;
}

/** The one that is shown: a page that is shown again keeps it, for a browser has few of them to give. */
let present: { territory: string; outlines: Outline[]; element: HTMLElement; tell: (told: Map<string, Told>) => void; remove: () => void } | undefined;

/** After outlines were brought. */
export function forgetMap(): void {
  present?.remove();
  present = undefined;
}

function makeMap(territory: string, outlines: Outline[], first: Map<string, Told>): typeof present {
  const told = new Map(first);
  const place = h("div", { class: "map" });
  const label = h("p", { class: "map-label" }, t("mapHint"));
  let map: Drawn | undefined;
  const zoom = (by: number): void => void map?.zoomTo(map.getZoom() + by);
  const fit = (): void => void map?.fitBounds(boundsOf(outlines), { padding: 16 });
  const buttons = h("div", { class: "map-keys" }, h("button", { "aria-label": t("zoomIn"), click: () => zoom(1) }, "+"), h("button", { "aria-label": t("zoomOut"), click: () => zoom(-1) }, "−"),
    h("button", { click: fit }, t("zoomAll")));
  new ResizeObserver((_, observer) => { // it needs its place on the page before it is drawn
    if (place.clientWidth === 0) return;
    observer.disconnect();
    void draw(place, outlines, told, label).then((drawn) => (map = drawn), () => place.replaceWith(h("p", { class: "hint" }, t("noWebGl"))));
  }).observe(place);
  const tell = (next: Map<string, Told>): void => {
    for (const [id, one] of next) told.set(id, one);
    void map?.getSource<GeoJSONSource>("places")?.setData(featuresOf(outlines, told));
  };
  const element = h("figure", { class: "figure", lang: currentLanguage() }, h("div", { class: "map-frame" }, place, buttons), label, key());
  return { territory, outlines, element, tell, remove: () => map?.remove() };
}

/** The map, or the sentence why there is none. told: by "territory ID" and "area ID". */
export async function progressMap(territory: string, told: Map<string, Told>): Promise<HTMLElement> {
  if (present?.territory === territory && present.element.lang === currentLanguage()) {
    present.tell(told);
    return present.element;
  }
  const outlines = await gather(territory);
  if (outlines.length === 0) return h("p", { class: "hint" }, t("noOutlines"));
  if (!canDraw()) return h("p", { class: "hint" }, t("noWebGl"));
  forgetMap();
  present = makeMap(territory, outlines, told);
  return present?.element ?? h("p", {});
}
