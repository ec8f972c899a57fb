"""Pictures in an S3 bucket. Browsers put and get them directly, with URLs that we sign."""

import asyncio
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from app.core.errors import Unavailable
from app.services.ports import StoredFile, UploadForm

_FORM_SECONDS = 600
_URL_SECONDS = 3600
_BEGINNING_BYTES = 16


class S3Storage:
    def __init__(self, s3: Any, bucket: str) -> None:
        self._s3 = s3
        self._bucket = bucket

    async def upload_form(self, key: str, content_type: str, maximum_bytes: int) -> UploadForm:
        """S3 itself refuses what is larger or of another type than the form allows."""
        form = await asyncio.to_thread(
            self._s3.generate_presigned_post,
            self._bucket,
            key,
            Fields={"Content-Type": content_type},
            Conditions=[{"Content-Type": content_type}, ["content-length-range", 1, maximum_bytes]],
            ExpiresIn=_FORM_SECONDS,
        )
        return UploadForm(url=form["url"], fields=form["fields"], key=key)

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
