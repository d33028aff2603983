export { page } from "../shell/main.tsx";
