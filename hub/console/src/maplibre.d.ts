/* MapLibre's build without code made of texts, which the hub's policy forbids, and its worker as a file of its own. */
declare module "maplibre-gl/dist/maplibre-gl-csp.js" {
  import maplibre from "maplibre-gl";
  export default maplibre;
}
declare module "*?url" {
  const address: string;
  export default address;
}
