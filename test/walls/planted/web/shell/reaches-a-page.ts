export { board } from "../../apps/alpha/pages/board.tsx";
