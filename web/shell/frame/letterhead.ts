import { useResource } from "#kit";

type Letterhead = {
  name: string | null;
  logo: { digest: string | null; width: number | null; height: number | null };
  banner: { text: string | null; tone: "info" | "warning"; untilOn: string | null };
};

/** What the organisation puts on top of every page. */
export function useLetterhead(): Letterhead | undefined {
  return useResource<Letterhead>("/organization/letterhead").data;
}
