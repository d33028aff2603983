export const later = () => import("fastify");
