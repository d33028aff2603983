export { board } from "#apps/alpha/browser";
