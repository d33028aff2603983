import type { ReactNode } from "react";
import type { UseQueryResult } from "@tanstack/react-query";
import { Problem } from "../display/problem.tsx";
import { Skeleton } from "../display/skeleton.tsx";
import { PageFrame, type Back } from "./frame.tsx";

type DetailProps<T> = {
  of: UseQueryResult<T>;
  /** Shown until the thing itself is there. */
  kind: string;
  back: Back;
  title: (thing: T) => string;
  /** Whether the title comes from the data; it does, unless said otherwise. */
  isRaw?: (thing: T) => boolean;
  status?: (thing: T) => ReactNode;
  actions?: (thing: T) => ReactNode;
  /** 320 px to the right: what belongs to the thing but is not its text. */
  aside?: (thing: T) => ReactNode;
  children: (thing: T) => ReactNode;
};

/** One thing: heading with state and actions, facts to the left, what hangs on it to the right. */
export function DetailPage<T>({
  of,
  kind,
  back,
  title,
  isRaw = always,
  status,
  actions,
  aside,
  children,
}: DetailProps<T>): ReactNode {
  const thing = of.data;
  if (thing === undefined) {
    return (
      <PageFrame title={kind} back={back} width="record">
        {of.error ? <Problem error={of.error} retry={() => void of.refetch()} /> : <Skeleton />}
      </PageFrame>
    );
  }
  return (
    <PageFrame
      title={title(thing)}
      isRaw={isRaw(thing)}
      back={back}
      width="record"
      status={status?.(thing)}
      actions={actions?.(thing)}
    >
      <div className={aside ? "k-detail k-detail-aside" : "k-detail"}>
        <div className="k-stack">{children(thing)}</div>
        {aside && <aside className="k-stack">{aside(thing)}</aside>}
      </div>
    </PageFrame>
  );
}

function always(): boolean {
  return true;
}
