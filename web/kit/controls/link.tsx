import { Link as RouterLink, type LinkComponentProps } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { destination } from "../pages/url-state.ts";

type LinkProps = Omit<LinkComponentProps, "to" | "search" | "href"> & { to: string };

/** An address of ours, query included: the router wants the two apart. */
export function Link({ to, ...rest }: LinkProps): ReactNode {
  return <RouterLink {...rest} {...destination(to)} />;
}
