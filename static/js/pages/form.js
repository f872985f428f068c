/** A page of plain forms: only what every page has around its content. */

import { wireChrome } from "../chrome.js";

wireChrome();
