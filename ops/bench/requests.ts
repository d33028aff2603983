import { demoPassword } from "../demo/organizations.ts";
import type { BenchOrganization } from "./data.ts";

export type Member = BenchOrganization & { readonly token: string };

export const signInAll = (
  port: number,
  organizations: readonly BenchOrganization[],
): Promise<readonly Member[]> =>
  Promise.all(
    organizations.map(async (organization) => {
      const answer = await fetch(`http://127.0.0.1:${port}/api/v1/auth/login`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ username: organization.username, password: demoPassword }),
      });
      return {
        ...organization,
        token: ((await answer.json()) as { access_token: string }).access_token,
      };
    }),
  );

export const get = (path: string, { token }: Member): string =>
  `GET /api/v1${path} HTTP/1.1\r\nhost: bench\r\nauthorization: Bearer ${token}\r\n\r\n`;

export const post = (path: string, member: Member | null, body: unknown): string => {
  const text = JSON.stringify(body);
  const bearer = member ? `authorization: Bearer ${member.token}\r\n` : "";
  return `POST /api/v1${path} HTTP/1.1\r\nhost: bench\r\n${bearer}content-type: application/json\r\ncontent-length: ${Buffer.byteLength(text)}\r\n\r\n${text}`;
};

export const notice = ({ id }: Member) => ({
  title: "Created under load",
  text: "Some words about the day. ".repeat(8).trim(),
  fromOn: "2026-01-01",
  scopeId: id,
});
