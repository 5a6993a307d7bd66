export { type OpenApiDocument, type OpenApiFacts, openApiDocument, statusOf } from './openapi-document.ts';
