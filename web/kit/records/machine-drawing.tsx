import { i18n } from "@lingui/core";
import { isFinal, type RecordType, type Transition } from "#core/records";
import type { ReactNode } from "react";
import { say } from "./say.ts";

const box = { width: 200, height: 36, left: 140, pitch: 60 };
const width = 480;

type Edge = Transition & { from: number; towards: number };

/** The machine as a column of states: onwards to the right, back to the left. The list beside it says the same in words. */
export function MachineDrawing({
  type,
  current,
}: {
  type: RecordType;
  current: string | undefined;
}): ReactNode {
  const names = Object.keys(type.states);
  const edges = names.flatMap((name, from) =>
    Object.values(type.states[name]?.on ?? {}).map((step): Edge => ({
      ...step,
      from,
      towards: names.indexOf(step.to),
    })),
  );
  const height = names.length * box.pitch;
  return (
    <svg
      className="k-drawing"
      viewBox={`0 0 ${width} ${height}`}
      role="img"
      aria-label={i18n.t("The states from top to bottom, and which leads to which")}
    >
      <defs>
        <marker
          id="k-arrow"
          viewBox="0 0 8 8"
          refX="7"
          refY="4"
          markerWidth="7"
          markerHeight="7"
          orient="auto"
        >
          <path d="M0 0L8 4L0 8z" />
        </marker>
      </defs>
      {edges.map((edge, index) => (
        <path
          key={index}
          className={edge.tone === "danger" ? "k-drawing-edge k-drawing-danger" : "k-drawing-edge"}
          d={lineOf(edge)}
          markerEnd="url(#k-arrow)"
        />
      ))}
      {names.map((name, index) => {
        const state = type.states[name];
        return (
          <g key={name} className={`k-drawing-state k-tone-${state?.tone ?? "neutral"}`}>
            <rect
              x={box.left}
              y={topOf(index)}
              width={box.width}
              height={box.height}
              rx={isFinal(state) ? box.height / 2 : 6}
              {...(name === current ? { className: "k-drawing-current" } : {})}
            />
            <text x={box.left + box.width / 2} y={topOf(index) + 23} textAnchor="middle">
              {say(state?.label ?? name)}
            </text>
          </g>
        );
      })}
    </svg>
  );
}

const topOf = (index: number): number => index * box.pitch + 8;

/** To the next state straight down; past others in an arc that is the wider the more it passes. */
function lineOf({ from, towards }: Edge): string {
  const middle = box.left + box.width / 2;
  if (towards === from + 1) return `M${middle} ${topOf(from) + box.height}V${topOf(towards) - 1}`;
  const isOnwards = towards > from;
  const side = isOnwards ? box.left + box.width : box.left;
  const reach = Math.min(130, 26 + 12 * Math.abs(towards - from)) * (isOnwards ? 1 : -1);
  // What leaves and what arrives do not share a point.
  const [leaves, arrives] = [topOf(from) + 24, topOf(towards) + 12];
  return `M${side} ${leaves}C${side + reach} ${leaves} ${side + reach} ${arrives} ${side + Math.sign(reach)} ${arrives}`;
}
