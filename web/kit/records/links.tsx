import { i18n } from "@lingui/core";
import { machineOf, type RecordType, type Registry, whyClosed } from "#core/records";
import { useState, type ReactNode } from "react";
import { api } from "../api/client.ts";
import { useList, useRefresh } from "../api/lists.ts";
import { Button } from "../controls/button.tsx";
import { SelectInput, type Option } from "../controls/choices.tsx";
import { Link } from "../controls/link.tsx";
import { Section } from "../display/facts.tsx";
import { showSaved } from "../display/toast.tsx";
import { FormDialog } from "../pages/form-dialog.tsx";
import { say } from "./say.ts";
import { dataOf, type LinkView, nameOf, type RecordDetail, type RecordItem } from "./types.ts";
import { usePerson } from "./use-person.ts";

type Props = { registry: Registry; type: RecordType; shown: RecordDetail };

/** What this record comes from and what came from it, as far as its reader may see both ends. */
export function Links({ registry, type, shown }: Props): ReactNode {
  const person = usePerson(shown.scopeId);
  const [isAdding, setAdding] = useState(false);
  const refresh = useRefresh();
  const hasAny = shown.links.length + shown.linkedFrom.length > 0;
  if (Object.keys(type.links).length === 0 && !hasAny) return null;
  const isOpen = whyClosed(registry, type, "links", dataOf(type, shown), person) === null;
  const remove = async (link: LinkView): Promise<void> => {
    await api.remove(`${type.path}/${shown.id}/links/${link.id}`);
    void refresh(type.path);
    showSaved(i18n.t("Link ended"));
  };
  return (
    <Section
      title={i18n.t("Links")}
      actions={
        isOpen && (
          <Button tone="quiet" icon="plus" onPress={() => setAdding(true)}>
            {i18n.t("Add")}
          </Button>
        )
      }
    >
      <ul className="k-links" hidden={!hasAny}>
        {shown.links.map((link) => (
          <li key={link.id}>
            <span className="k-soft">{say(type.links[link.kind]?.label ?? link.kind)}</span>
            <OtherEnd registry={registry} link={link} />
            {isOpen && (
              <Button tone="quiet" icon="cross" iconOnly onPress={() => void remove(link)}>
                {i18n.t("End this link")}
              </Button>
            )}
          </li>
        ))}
        {shown.linkedFrom.map((link) => (
          <li key={link.id}>
            <span className="k-soft">{backOf(registry, link)}</span>
            <OtherEnd registry={registry} link={link} />
          </li>
        ))}
      </ul>
      {!hasAny && <p className="k-soft">{i18n.t("Nothing is linked.")}</p>}
      {isAdding && <AddLink {...{ registry, type, shown }} onClose={() => setAdding(false)} />}
    </Section>
  );
}

function OtherEnd({ registry, link }: { registry: Registry; link: LinkView }): ReactNode {
  const type = registry.types.get(link.type);
  if (!type) return nameOf(link);
  const state = machineOf(type, type.version).states[link.state];
  return (
    <span>
      <Link to={`${type.path}/${link.recordId}`}>
        <span translate="no">{nameOf(link)}</span>
      </Link>{" "}
      <span className="k-soft">{say(state?.label ?? link.state)}</span>
    </span>
  );
}

function backOf(registry: Registry, { type, kind }: LinkView): string {
  return say(registry.types.get(type)?.links[kind]?.back ?? kind);
}

function AddLink({ registry, type, shown, onClose }: Props & { onClose: () => void }): ReactNode {
  const kinds = Object.entries(type.links);
  const [kind, setKind] = useState(kinds[0]?.[0] ?? "");
  const refresh = useRefresh();
  const targets = (type.links[kind]?.to ?? []).flatMap((name) => registry.types.get(name) ?? []);
  const [target = type] = targets;
  const options = useLinkable(target, shown.id);
  return (
    <FormDialog
      key={kind}
      title={i18n.t("Link another record")}
      isOpen
      onClose={onClose}
      fields={[
        {
          kind: "own",
          name: "kind",
          label: i18n.t("Kind of link"),
          show: () => (
            <SelectInput
              label={i18n.t("Kind of link")}
              options={kinds.map(([key, { label }]) => ({ key, label: say(label) }))}
              value={kind}
              onChange={setKind}
            />
          ),
        },
        { kind: "combo", name: "toId", label: say(target.one), required: true, options },
      ]}
      initial={{ kind, toId: "" }}
      verb={i18n.t("Link")}
      save={({ toId }) => api.post(`${type.path}/${shown.id}/links`, { kind, toId })}
      onSaved={() => {
        void refresh(type.path);
        showSaved(i18n.t("Linked"));
      }}
    />
  );
}

/** The newest, found by typing a part of number or title. */
function useLinkable(target: RecordType, own: string): readonly Option[] {
  const { items = [] } = useList<RecordItem>(target.path, { limit: 100 });
  return items
    .filter(({ id }) => id !== own)
    .map((item) => ({ key: item.id, label: nameOf(item), raw: true }));
}
