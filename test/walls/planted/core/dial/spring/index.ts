export const spring = 1;
