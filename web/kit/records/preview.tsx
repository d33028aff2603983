import type { RecordType, Registry } from "#core/records";
import type { ReactNode } from "react";
import { useResource } from "../api/lists.ts";
import { Raw } from "../display/facts.tsx";
import { Problem } from "../display/problem.tsx";
import { Skeleton } from "../display/skeleton.tsx";
import { LongTexts, ShortFacts } from "./facts.tsx";
import { NextStep } from "./next-step.tsx";
import { StateMark } from "./state.tsx";
import { nameOf, type RecordDetail, type RecordItem } from "./types.ts";

type Props = { registry: Registry; type: RecordType; item: RecordItem };

/** Enough of a record to know whether to open it. */
export function RecordPreview({ registry, type, item }: Props): ReactNode {
  const record = useResource<RecordDetail>(`${type.path}/${item.id}`);
  return (
    <div className="k-stack">
      <h2>
        <Raw>{nameOf(item)}</Raw>
      </h2>
      <p>
        <StateMark type={type} item={item} />
      </p>
      {record.data ? (
        <>
          <NextStep registry={registry} type={type} shown={record.data} />
          <ShortFacts type={type} item={record.data} />
          <LongTexts type={type} item={record.data} />
        </>
      ) : record.error ? (
        <Problem error={record.error} retry={() => void record.refetch()} />
      ) : (
        <Skeleton />
      )}
    </div>
  );
}
