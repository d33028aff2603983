export { button } from "#kit";
