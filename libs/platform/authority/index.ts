export { Authority, daysLeft, type IssueOptions, type KeyedCertificate } from './authority.js';
