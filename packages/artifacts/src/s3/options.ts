export interface S3BlobsOptions {
  /** `http://host:port` of the store. */
  readonly url: string;
  readonly bucket: string;
  readonly accessKey: string;
  readonly secretKey: string;
  /** Default `us-east-1`, which self-run stores take for any. */
  readonly region?: string;
  /** The bucket in the path, not in the host name. Default true. */
  readonly forcePathStyle?: boolean;
  /** Make the bucket if it is not there. Default false: a wrong name is then an error, not a new bucket. */
  readonly createBucket?: boolean;
  /** Of one operation with its retries. Default 30 s. */
  readonly requestMsMax?: number;
}
