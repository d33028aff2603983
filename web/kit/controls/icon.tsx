import type { ReactNode } from "react";

/** 16 by 16, drawn as strokes of 1.5, so that they sit with 14 px text. */
const shapes = {
  home: "M2.5 7.2 8 2.5l5.5 4.7v6.3h-4v-4h-3v4h-4z",
  notice: "M3 2.5h10v11H3zM5.5 5.5h5M5.5 8h5M5.5 10.5h3",
  people:
    "M6 7.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5zM1.5 13.5c0-2.5 2-4 4.5-4s4.5 1.5 4.5 4M10.5 2.8a2.5 2.5 0 0 1 0 4.4M12 9.9c1.6.5 2.5 1.8 2.5 3.6",
  person:
    "M8 8a2.75 2.75 0 1 0 0-5.5A2.75 2.75 0 0 0 8 8zM2.75 13.5c0-2.5 2.3-3.75 5.25-3.75s5.25 1.25 5.25 3.75",
  role: "M8 1.8 13.2 3.7v4c0 3-2.1 5.3-5.2 6.5-3.1-1.2-5.2-3.5-5.2-6.5v-4zM5.7 8l1.7 1.7 3-3.3",
  review: "M3.5 3.5h9v10h-9zM6 2.2h4v2.6H6zM5.8 9l1.6 1.6 2.8-3",
  scope: "M6 2.5h4v3H6zM1.5 10.5h4v3h-4zM10.5 10.5h4v3h-4zM8 5.5V8M3.5 10.5V8h9v2.5",
  log: "M3 3.5h.01M3 8h.01M3 12.5h.01M6 3.5h7.5M6 8h7.5M6 12.5h7.5",
  search: "M7 11.5a4.5 4.5 0 1 0 0-9 4.5 4.5 0 0 0 0 9zM10.5 10.5l3 3",
  plus: "M8 3v10M3 8h10",
  check: "M3 8.5l3.5 3.5L13 4.5",
  cross: "M4 4l8 8M12 4l-8 8",
  down: "M4 6l4 4 4-4",
  up: "M4 10l4-4 4 4",
  right: "M6 4l4 4-4 4",
  left: "M10 4 6 8l4 4",
  alert: "M8 2.5 14.5 13.5h-13zM8 6.5v3M8 11.5h.01",
  clock: "M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12zM8 5v3.2l2 1.3",
  lock: "M3.5 7.5h9v6h-9zM5.5 7.5V5a2.5 2.5 0 0 1 5 0v2.5",
  mail: "M2 3.5h12v9H2zM2 4.5l6 4.5 6-4.5",
  download: "M8 2.5v7M5 7l3 3 3-3M2.5 13h11",
  copy: "M5.5 5.5h8v8h-8zM10.5 5.5v-3h-8v8h3",
  edit: "M3 13l.5-2.7L10.8 3l2.2 2.2-7.3 7.3z",
  trash: "M2.5 4.5h11M6 4.5v-2h4v2M4 4.5l.6 9h6.8l.6-9M6.7 7v4M9.3 7v4",
  pin: "M6 2.5h4l-.5 4 2.5 2.5H4l2.5-2.5zM8 9v4.5",
  info: "M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12zM8 7.5V11M8 5h.01",
  dash: "M4 8h8",
  more: "M3.5 8h.01M8 8h.01M12.5 8h.01",
  out: "M6 2.5H2.5v11H6M10 5l3 3-3 3M13 8H6",
  theme: "M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12zM8 2v12M8 5h4.5M8 8h6M8 11h4.5",
  keys: "M1.5 4h13v8h-13zM4 6.5h.01M6.7 6.5h.01M9.3 6.5h.01M12 6.5h.01M5 9.5h6",
  building: "M3 13.5v-11h7v11M10 6h3v7.5M1.5 13.5h13M5.5 5h2M5.5 7.5h2M5.5 10h2",
  move: "M2.5 4h6M2.5 8h4M2.5 12h6M10 5.5 13 8l-3 2.5M13 8H9",
  apps: "M2.5 2.5h4v4h-4zM9.5 2.5h4v4h-4zM2.5 9.5h4v4h-4zM9.5 9.5h4v4h-4z",
} as const;

export type IconName = keyof typeof shapes;

export function Icon({ name }: { name: IconName }): ReactNode {
  return (
    <svg className="k-icon" viewBox="0 0 16 16" aria-hidden="true" focusable="false">
      <path d={shapes[name]} />
    </svg>
  );
}
