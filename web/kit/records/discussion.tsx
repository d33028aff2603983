import { i18n } from "@lingui/core";
import type { RecordType } from "#core/records";
import { useState, type ReactNode } from "react";
import { api } from "../api/client.ts";
import { useRefresh, useResource } from "../api/lists.ts";
import { Raw, Section } from "../display/facts.tsx";
import { Problem } from "../display/problem.tsx";
import { showSaved } from "../display/toast.tsx";
import { Form } from "../pages/form.tsx";
import { When } from "../text/when.tsx";
import { useChoices } from "./form-field.tsx";
import { MentionInput } from "./mention-input.tsx";
import type { RecordDetail } from "./types.ts";
import { useTakesPart } from "./use-person.ts";

type Comment = {
  id: string;
  authorId: string;
  authorName: string | null;
  text: string;
  mentions: string[];
  createdAt: string;
};

/** What people say about the record. A name after @ mentions somebody, who gets a letter. */
export function Discussion({ type, shown }: { type: RecordType; shown: RecordDetail }): ReactNode {
  const path = `${type.path}/${shown.id}/comments`;
  const comments = useResource<{ items: Comment[] }>(path);
  const { people } = useChoices(type);
  const refresh = useRefresh();
  const [said, setSaid] = useState(0);
  const takesPart = useTakesPart(type, shown.scopeId);
  return (
    <Section title={i18n.t("Discussion")}>
      {comments.error && <Problem error={comments.error} />}
      {comments.data?.items.length === 0 && !takesPart && (
        <p className="k-soft">{i18n.t("Nothing has been said yet.")}</p>
      )}
      <ol className="k-comments" hidden={!comments.data?.items.length}>
        {comments.data?.items.map((comment) => (
          <li key={comment.id}>
            <p className="k-soft">
              <span className="k-strong" translate="no">
                {comment.authorName}
              </span>{" "}
              <When at={comment.createdAt} />
            </p>
            <p className="k-prose">
              <Raw>{comment.text}</Raw>
            </p>
          </li>
        ))}
      </ol>
      {takesPart && (
        <Form
          key={said}
          fields={[
            {
              kind: "own",
              name: "text",
              label: i18n.t("Your comment"),
              show: ({ value, onChange, error }) => (
                <MentionInput
                  label={i18n.t("Your comment")}
                  value={String(value)}
                  {...{ people, onChange, error }}
                />
              ),
            },
          ]}
          initial={{ text: "" }}
          verb={i18n.t("Comment")}
          tone="plain"
          draft={`${type.path}/${shown.id}/comment`}
          save={({ text }) => api.post(path, { text, mentions: mentioned(String(text), people) })}
          onSaved={() => {
            setSaid(said + 1);
            void refresh(path);
            showSaved(i18n.t("Said"));
          }}
        />
      )}
    </Section>
  );
}

function mentioned(text: string, people: readonly { key: string; label: string }[]): string[] {
  return people.filter(({ label }) => label && text.includes(`@${label}`)).map(({ key }) => key);
}
