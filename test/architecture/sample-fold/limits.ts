export const most = 100;
export const least = 1;
