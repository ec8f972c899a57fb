"""Pictures in an S3 bucket. Browsers put and get them directly, with URLs that we sign."""

import asyncio
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from app.core.errors import Unavailable
from app.services.ports import StoredFile, Upload

_UPLOAD_SECONDS = 600
_URL_SECONDS = 3600
_BEGINNING_BYTES = 16


class S3Storage:
    def __init__(self, s3: Any, bucket: str) -> None:
        self._s3 = s3
        self._bucket = bucket

    def upload(self, key: str, content_type: str, size: int) -> Upload:
        """Type and size are part of the signature: S3 itself refuses anything else."""
        parameters = {"Bucket": self._bucket, "Key": key, "ContentType": content_type, "ContentLength": size}
        url = self._s3.generate_presigned_url("put_object", Params=parameters, ExpiresIn=_UPLOAD_SECONDS)
        return Upload(url=url, headers={"Content-Type": content_type, "Content-Length": str(size)}, key=key)

    async def look(self, key: str) -> StoredFile | None:
        try:
            return await asyncio.to_thread(self._look, key)
        except ClientError as error:
            if error.response["ResponseMetadata"]["HTTPStatusCode"] in (403, 404, 416):
                return None
            raise Unavailable("Pictures cannot be reached right now.") from error
        except BotoCoreError as error:
            raise Unavailable("Pictures cannot be reached right now.") from error

    def _look(self, key: str) -> StoredFile:
        answer = self._s3.get_object(Bucket=self._bucket, Key=key, Range=f"bytes=0-{_BEGINNING_BYTES - 1}")
        with answer["Body"] as body:
            beginning = body.read()
        size = int(str(answer["ContentRange"]).rpartition("/")[2])
        return StoredFile(size=size, content_type=str(answer["ContentType"]), beginning=beginning)

    def download_url(self, key: str) -> str:
        """Signed here, without asking anyone."""
        parameters = {"Bucket": self._bucket, "Key": key}
        return str(self._s3.generate_presigned_url("get_object", Params=parameters, ExpiresIn=_URL_SECONDS))
