import { demoLogos } from "./logos.ts";

/** The demo's three organisations. Everything here is entered through the ordinary operations, as the people named. */
export type DemoPerson = {
  readonly username: string;
  readonly printedName: string;
  readonly title: string;
  readonly department: string;
  /** Role key or the name of one of the organisation's own roles, and the scope it holds in. */
  readonly roles: readonly {
    readonly role: string;
    readonly scope?: string;
    readonly endsInDays?: number;
  }[];
  /** Invited, but has not chosen a password yet. */
  readonly waiting?: boolean;
};

export type DemoNotice = {
  readonly by: string;
  readonly scope?: string;
  readonly title: string;
  readonly text: string;
  readonly daysAgo: number;
  readonly lasts?: number;
  readonly pinned?: boolean;
};

export type DemoOrganization = {
  readonly id: string;
  readonly name: string;
  readonly zone: string;
  readonly language: string;
  readonly currency: string;
  /** PNG in base64. */
  readonly logo: string;
  readonly scopes: readonly {
    readonly kind: string;
    readonly name: string;
    readonly below?: string;
  }[];
  readonly ownRoles: readonly {
    readonly name: string;
    readonly description: string;
    readonly permissions: readonly string[];
  }[];
  readonly people: readonly DemoPerson[];
  readonly notices: readonly DemoNotice[];
};

export const demoPassword = "correct-lantern-harbour";

const northlake: DemoOrganization = {
  id: "0198f1a0-1000-7000-8000-000000000001",
  name: "Northlake Pharma",
  zone: "Europe/Stockholm",
  language: "en",
  currency: "SEK",
  logo: demoLogos.northlake,
  scopes: [
    { kind: "department", name: "Quality" },
    { kind: "department", name: "Production" },
    { kind: "department", name: "Laboratory" },
    { kind: "site", name: "Packaging hall", below: "Production" },
  ],
  ownRoles: [
    {
      name: "Notice reader",
      description: "Reads the board and changes nothing.",
      permissions: ["home.notice.read"],
    },
  ],
  people: [
    {
      username: "ingrid.holm",
      printedName: "Ingrid Holm",
      title: "IT administrator",
      department: "IT",
      roles: [{ role: "administrator" }],
    },
    {
      username: "nora.lind",
      printedName: "Nora Lind",
      title: "Quality manager",
      department: "Quality",
      roles: [{ role: "member" }, { role: "qualityManager" }],
    },
    {
      username: "tomas.ek",
      printedName: "Tomas Ek",
      title: "Head of quality",
      department: "Quality",
      roles: [{ role: "member" }, { role: "qualityApprover" }],
    },
    {
      username: "erik.sand",
      printedName: "Erik Sand",
      title: "Line leader",
      department: "Production",
      roles: [{ role: "member", scope: "Production" }],
    },
    {
      username: "amara.osei",
      printedName: "Amara Osei",
      title: "Laboratory analyst",
      department: "Laboratory",
      roles: [{ role: "member", scope: "Laboratory", endsInDays: 21 }],
    },
    {
      username: "paul.reyes",
      printedName: "Paul Reyes",
      title: "External auditor",
      department: "Audit",
      roles: [{ role: "auditor" }],
    },
    {
      username: "lena.berg",
      printedName: "Lena Berg",
      title: "Packaging operator",
      department: "Production",
      roles: [{ role: "Notice reader", scope: "Packaging hall" }],
      waiting: true,
    },
  ],
  notices: [
    {
      by: "nora.lind",
      title: "Inspection on the 3rd: what to have at hand",
      text: "The authority visits on the 3rd at nine. Keep training records and open deviations of your area at hand, and answer only what you are asked.",
      daysAgo: 2,
      lasts: 40,
      pinned: true,
    },
    {
      by: "nora.lind",
      title: "New gowning procedure in force",
      text: "SOP-0042 version 3 is in force since Monday. Read it before you enter grade C again.",
      daysAgo: 4,
    },
    {
      by: "erik.sand",
      scope: "Production",
      title: "Line 2 is stopped on Thursday from 14:00",
      text: "The filler's bearings are changed. Early shift hands over at the board.",
      daysAgo: 1,
      lasts: 5,
    },
    {
      by: "amara.osei",
      scope: "Laboratory",
      title: "HPLC 3 is out of use",
      text: "Waiting for its calibration. Use HPLC 1 and write down the column.",
      daysAgo: 3,
    },
    {
      by: "nora.lind",
      title: "Canteen closed last week",
      text: "Thank you for your patience.",
      daysAgo: 12,
      lasts: 4,
    },
  ],
};

const harbour: DemoOrganization = {
  id: "0198f1a0-1000-7000-8000-000000000002",
  name: "Harbour & Hill Property",
  zone: "Europe/Athens",
  language: "en",
  currency: "EUR",
  logo: demoLogos.harbour,
  scopes: [
    { kind: "building", name: "Harbour House" },
    { kind: "building", name: "Hill Court" },
    { kind: "entrance", name: "Hill Court, entrance B", below: "Hill Court" },
  ],
  ownRoles: [
    {
      name: "Caretaker",
      description: "Keeps one building's board.",
      permissions: ["home.notice.read", "home.notice.write", "access.scope.read"],
    },
  ],
  people: [
    {
      username: "eleni.vasiliou",
      printedName: "Eleni Vasiliou",
      title: "Office manager",
      department: "Office",
      roles: [{ role: "administrator" }, { role: "member" }],
    },
    {
      username: "nikos.pappas",
      printedName: "Nikos Pappas",
      title: "Caretaker",
      department: "Harbour House",
      roles: [{ role: "Caretaker", scope: "Harbour House" }],
    },
    {
      username: "maria.keller",
      printedName: "Maria Keller",
      title: "Resident",
      department: "Hill Court",
      roles: [{ role: "member", scope: "Hill Court" }],
    },
    {
      username: "petros.galanis",
      printedName: "Petros Galanis",
      title: "Accountant",
      department: "Office",
      roles: [{ role: "auditor" }],
    },
  ],
  notices: [
    {
      by: "eleni.vasiliou",
      title: "Common charges for December",
      text: "The charges are posted on the 1st. Questions until the 10th to the office, please.",
      daysAgo: 1,
      pinned: true,
    },
    {
      by: "nikos.pappas",
      scope: "Harbour House",
      title: "Lift maintenance on Tuesday",
      text: "The lift is out of service from nine to noon. The caretaker helps with heavy shopping.",
      daysAgo: 2,
      lasts: 7,
    },
    {
      by: "maria.keller",
      scope: "Hill Court",
      title: "Found: a bicycle key",
      text: "It hangs at the letter boxes of entrance B.",
      daysAgo: 3,
    },
  ],
};

const meridian: DemoOrganization = {
  id: "0198f1a0-1000-7000-8000-000000000003",
  name: "Meridian Contract Manufacturing",
  zone: "America/Mexico_City",
  language: "en",
  currency: "MXN",
  logo: demoLogos.meridian,
  scopes: [
    { kind: "client", name: "Aster Foods" },
    { kind: "client", name: "Boreal Cosmetics" },
    { kind: "line", name: "Aster line 1", below: "Aster Foods" },
  ],
  ownRoles: [],
  people: [
    {
      username: "lucia.torres",
      printedName: "Lucía Torres",
      title: "Plant administrator",
      department: "Administration",
      roles: [{ role: "administrator" }],
    },
    {
      username: "diego.ramos",
      printedName: "Diego Ramos",
      title: "Production manager",
      department: "Production",
      roles: [{ role: "member" }],
    },
    {
      username: "ana.silva",
      printedName: "Ana Silva",
      title: "Line leader",
      department: "Aster Foods",
      roles: [{ role: "member", scope: "Aster Foods" }],
    },
    {
      username: "paul.reyes",
      printedName: "Paul Reyes",
      title: "External auditor",
      department: "Audit",
      roles: [{ role: "auditor" }],
    },
  ],
  notices: [
    {
      by: "diego.ramos",
      title: "Count at the end of every shift",
      text: "Counts are due five minutes before the shift ends, also when the line was stopped.",
      daysAgo: 6,
      pinned: true,
    },
    {
      by: "ana.silva",
      scope: "Aster Foods",
      title: "Customer visit on Wednesday",
      text: "Aster's buyers walk the line at eleven. Hair nets for everybody.",
      daysAgo: 1,
      lasts: 6,
    },
  ],
};

export const demoOrganizations: readonly DemoOrganization[] = [northlake, harbour, meridian];
