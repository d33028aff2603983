export { told } from "#apps/gamma/index";
