import type { App } from "#core/access";
import { postNotices } from "./notice/bulk.ts";
import {
  editNotice,
  getNotice,
  listNotices,
  postNotice,
  removeNotice,
} from "./notice/operations.ts";

export const home: App = {
  name: "home",
  permissions: {
    "home.notice.read": { allows: "Read notices", roles: ["member"] },
    "home.notice.write": { allows: "Post, change and remove notices", roles: ["member"] },
  },
  operations: [listNotices, getNotice, postNotice, postNotices, editNotice, removeNotice],
};
