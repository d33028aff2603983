export const later = () => import("../dial/hand.ts");
