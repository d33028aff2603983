import { i18n } from "@lingui/core";
import { useState, type ReactNode } from "react";
import {
  api,
  Button,
  Form,
  formatNumber,
  PageFrame,
  Problem,
  Raw,
  Section,
  showSaved,
  Skeleton,
  useMay,
  useRefresh,
  useResource,
  When,
} from "#kit";

type Policy = {
  version: number;
  text: string;
  publishedAt: string | null;
  publishedByName: string | null;
  acceptedBy: number;
};

const path = "/signing/policies";

/** 11.10(j): what everybody accepts before they sign, in every version that was ever in force. */
export function SigningPolicyPage(): ReactNode {
  const { data, error, refetch } = useResource<{ items: Policy[] }>(path);
  const [inForce, ...earlier] = data?.items ?? [];
  return (
    <PageFrame title={i18n.t("Accountability policy")} width="form">
      {error ? (
        <Problem error={error} retry={() => void refetch()} />
      ) : !inForce ? (
        <Skeleton />
      ) : (
        <>
          <InForce key={inForce.version} policy={inForce} />
          {earlier.map((policy) => (
            <details key={policy.version} className="s-technical">
              <summary>{i18n.t("Version {version}", { version: policy.version })}</summary>
              <About policy={policy} />
              <p className="k-prose" translate="no">
                {policy.text}
              </p>
            </details>
          ))}
        </>
      )}
    </PageFrame>
  );
}

function InForce({ policy }: { policy: Policy }): ReactNode {
  const [isEditing, setEditing] = useState(false);
  const mayPublish = useMay("signatures.policy.write");
  return (
    <Section
      title={i18n.t("In force: version {version}", { version: policy.version })}
      actions={
        mayPublish &&
        !isEditing && (
          <Button onPress={() => setEditing(true)}>{i18n.t("Write a new version")}</Button>
        )
      }
    >
      <About policy={policy} />
      {isEditing ? (
        <NewVersion policy={policy} close={() => setEditing(false)} />
      ) : (
        <p className="k-prose" translate="no">
          {policy.text}
        </p>
      )}
    </Section>
  );
}

function About({ policy }: { policy: Policy }): ReactNode {
  const { publishedAt, publishedByName, acceptedBy } = policy;
  return (
    <p className="k-soft">
      {publishedAt === null ? (
        i18n.t("It comes with Plumbline.")
      ) : (
        <>
          {i18n.t("Published by")} <Raw>{publishedByName}</Raw> <When at={publishedAt} exact />.
        </>
      )}{" "}
      {i18n.t("Accepted by people: {count}", { count: formatNumber(acceptedBy) })}
    </p>
  );
}

function NewVersion({ policy, close }: { policy: Policy; close: () => void }): ReactNode {
  const refresh = useRefresh();
  return (
    <div className="k-stack">
      <p className="k-note">
        {i18n.t(
          "From the moment you publish it, nobody signs anything before they have accepted the new text.",
        )}
      </p>
      <Form
        fields={[
          {
            kind: "longText",
            name: "text",
            label: i18n.t("What signers hold themselves to"),
            required: true,
            rows: 14,
            max: 20_000,
          },
        ]}
        initial={{ text: policy.text }}
        verb={i18n.t("Publish")}
        version={policy.version}
        save={({ text }, version) => api.post(path, { text, version })}
        onSaved={() => {
          close();
          void refresh(path, "/signing", "/log");
          showSaved(i18n.t("Policy published"));
        }}
        onCancel={close}
      />
    </div>
  );
}
