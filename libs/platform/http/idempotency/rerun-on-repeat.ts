import { SetMetadata } from '@nestjs/common';

export const rerunMetadata = 'tearline:rerun-on-repeat';

/** For a POST whose answer must not be stored (it holds a token): a repeated request runs again. */
export const RerunOnRepeat = () => SetMetadata(rerunMetadata, true);
