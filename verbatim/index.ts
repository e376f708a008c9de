/** The rule files and dashboards of this folder, which every stack deploys as they are written (docs/review.md). */
import { readVerbatimFolder } from '../lib/servers/verbatim-folder';

export const verbatim = readVerbatimFolder(__dirname);
