export { spring } from "#core/dial/spring";
