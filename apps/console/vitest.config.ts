import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react()],
  resolve: { conditions: ['@copydesk/source', 'module', 'browser', 'development|production'] },
  ssr: { resolve: { conditions: ['@copydesk/source', 'node', 'import', 'default'] } },
  test: {
    include: ['src/**/*.test.{ts,tsx}', 'test/**/*.test.ts'],
    environment: 'happy-dom',
    environmentOptions: { happyDOM: { url: 'http://localhost:3000/desk' } },
    setupFiles: ['src/testing/setup.ts'],
    testTimeout: 60_000,
  },
});
