import { kebab, type RecordType } from "#core/records";
import { api } from "../api/client.ts";
import type { Signing } from "../sign/signing.ts";
import { Covered, type CoveredRow } from "./covered.tsx";
import { say } from "./say.ts";
import { nameOf, type RecordDetail } from "./types.ts";

type Preview = {
  meaning: string;
  point: string;
  permission: string;
  digest: string;
  rows: CoveredRow[];
};

type Entered = Record<string, unknown>;

export const stepPath = (type: RecordType, id: string, step: string): string =>
  `${type.path}/${id}/${kebab(step)}`;

/** A signed step as the server shows it: exactly what would be signed, by the version that the person looked at. */
export async function signingOf(
  type: RecordType,
  shown: RecordDetail,
  step: string,
  entered: Entered = {},
): Promise<Signing> {
  const path = stepPath(type, shown.id, step);
  const body = { version: shown.version, ...entered };
  const preview = await api.post<Preview>(`${path}/preview`, body);
  return {
    ...{ recordId: shown.id, type: type.name, point: preview.point, name: nameOf(shown) },
    ...{ scopeId: shown.scopeId, permission: preview.permission, digest: preview.digest },
    meaning: say(preview.meaning),
    content: <Covered type={type} rows={preview.rows} shown={shown} />,
    act: (signature) => api.post(path, { ...body, signature }),
  };
}

/** The same once more, after the record has changed. */
export async function signingAnew(
  type: RecordType,
  id: string,
  step: string,
  entered: Entered = {},
): Promise<Signing> {
  return signingOf(type, await api.get<RecordDetail>(`${type.path}/${id}`), step, entered);
}
