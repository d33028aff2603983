import "./styles/tokens.css";
import "./styles/base.css";
import "./styles/controls.css";
import "./styles/display.css";
import "./styles/pages.css";

export { api, connect } from "./api/client.ts";
export { useLive } from "./api/live.ts";
export { liveType } from "./api/live-types.ts";
export { useList, useRefresh, useResource, type Listed } from "./api/lists.ts";
export { ApiProblem, sentence } from "./api/problem.ts";
export {
  changeSession,
  may,
  sessionQuery,
  useMay,
  useSession,
  useSessionChange,
  type Session,
} from "./api/session.ts";
export { useZone } from "./api/zone.ts";
export { Button, DownloadButton, LinkButton } from "./controls/button.tsx";
export { ComboInput, SelectInput, type Option } from "./controls/choices.tsx";
export { Confirm } from "./controls/confirm.tsx";
export { Dialog } from "./controls/dialog.tsx";
export { CheckInput, LongTextInput, TextInput } from "./controls/fields.tsx";
export { FileButton } from "./controls/file-button.tsx";
export { Icon, type IconName } from "./controls/icon.tsx";
export { Link } from "./controls/link.tsx";
export { Menu, type MenuAction } from "./controls/menu.tsx";
export { Difference } from "./display/difference.tsx";
export { Empty } from "./display/empty.tsx";
export { Facts, Raw, Section } from "./display/facts.tsx";
export { Problem } from "./display/problem.tsx";
export { Skeleton } from "./display/skeleton.tsx";
export { Chip, Status, type Tone } from "./display/status.tsx";
export { showSaved, ToastRegion } from "./display/toast.tsx";
export { EntrySentence, entryText, type Told } from "./log/sentence.tsx";
export { actorWord, nameTypes, readable, typeWord, type Action } from "./log/types.ts";
export { DetailPage } from "./pages/detail.tsx";
export { dropAllDrafts } from "./pages/draft.ts";
export { Form, type FormProps } from "./pages/form.tsx";
export { FormDialog } from "./pages/form-dialog.tsx";
export type { FormField, FormValue, FormValues, OwnField } from "./pages/form-fields.tsx";
export { PageFrame } from "./pages/frame.tsx";
export { FilterBar, type Filter } from "./pages/filters.tsx";
export { pageKeys, usePageKeys } from "./pages/keys.ts";
export { List, ListPage } from "./pages/list.tsx";
export type { PageDeclaration } from "./pages/page.ts";
export type { Column } from "./pages/table.tsx";
export {
  parseSearch,
  useGo,
  usePathParameter,
  useUrlState,
  writeSearch,
} from "./pages/url-state.ts";
export { typeName } from "./records/known.ts";
export { recordPages } from "./records/pages.ts";
export { WorkAtStart, WorkPage } from "./records/work.tsx";
export { SignDialog } from "./sign/sign-dialog.tsx";
export { Signatures, type SignatureView } from "./sign/signatures.tsx";
export type { SignatureInput, Signing } from "./sign/signing.ts";
export { formatDate, formatExact, formatNumber, today } from "./text/format.ts";
export {
  knownLanguages,
  provideCatalogues,
  speak,
  storedLanguage,
  storeLanguage,
} from "./text/language.ts";
export { chooseTheme, currentTheme, type Theme } from "./text/theme.ts";
export { Day, When } from "./text/when.tsx";
