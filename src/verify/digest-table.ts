/** Written by `node scripts/digests.mjs`, which takes nothing that the checksum database has not proven. */
export const DIGEST_TABLE = `
darwin-amd64 darwin-arm64 linux-386 linux-amd64 linux-arm linux-arm64
1.22.5 - - - LQChnsjY/4sr12W+7pci1Qg1+X/n7vmLOOaq2aTBG0w= - -
1.26.11 ydidkBD90rrbnDbAJQcL+jVHdCj0S3OMfLntC/we3fw= cGxzEKi4mhhQFd6Cz/2NSL4Y9nfIBCirzU1yn2rnOY8= - KyINmJ/FQdKRmDYGuTAAXkumyeR2DyUlSNHZj7XaLFg= - GFS9FmglLJxMwOSuun3qb8tBjpr8ibzOkt8tBrRLrnk=
1.27.4 pGMKOvDXqmH5hfulCZ4TTqAwXsYPT9QnFQ1zrH0iR6M= 87DnSk/ftpTKvVhs/5KkUqpRmq8SWxkmKzbTca6PBTk= - 8Tl0rBb7KdISSdPkZBjlpZxsUBb+004GI/SM2XbmSqI= - vCmfNA8b+T0RfElhx3mNdgu1UrIuyzZCgTrRiUWLnOI=
`;
