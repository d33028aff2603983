import type { App } from "./app.ts";
import { closeReview, openReview } from "./review.ts";
import { keepReviewedRoles, removeReviewedRole } from "./review-decide.ts";
import { exportReview } from "./review-export.ts";
import { listReviewItems } from "./review-items.ts";
import { getReview, listReviews } from "./review-read.ts";

/** Reviews of who holds which role: a part of what `access` declares. */
export const reviewPart: Pick<App, "permissions" | "operations"> = {
  permissions: {
    "access.review.read": {
      allows: "See access reviews and what was decided in them",
      roles: ["administrator"],
    },
    "access.review.write": {
      allows: "Open access reviews, decide which roles stay and take the others away",
      roles: ["administrator"],
    },
  },
  operations: [
    listReviews,
    getReview,
    listReviewItems,
    exportReview,
    openReview,
    keepReviewedRoles,
    removeReviewedRole,
    closeReview,
  ],
};
