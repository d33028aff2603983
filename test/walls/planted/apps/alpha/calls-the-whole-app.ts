export { beta } from "#apps/beta";
