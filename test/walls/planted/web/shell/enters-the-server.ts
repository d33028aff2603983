export { alpha } from "#apps/alpha";
