export { board } from "./pages/board.tsx";
