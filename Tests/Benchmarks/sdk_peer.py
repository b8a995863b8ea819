"""The job of `apply` as a script on the official asyncio package: uploads, stores with digests, one batch and as few
looks a store as it needs, and assistants where the api has them.

    python sdk_peer.py URL FOLDER API WIDTH
"""

import asyncio
import hashlib
import json
import sys
import time
from pathlib import Path

from openai import AsyncOpenAI


async def deploy(url, docs, api, width):
    slots = asyncio.Semaphore(width)
    requests = 0

    async with AsyncOpenAI(base_url=url, api_key="sk-peer") as client:

        async def limited(call, *arguments, **options):
            nonlocal requests
            async with slots:
                requests += 1
                return await call(*arguments, **options)

        async def upload(path):
            digest = hashlib.sha256(path.read_bytes()).hexdigest()
            file = await limited(client.files.create, file=path, purpose="assistants")
            return {"file_id": file.id, "attributes": {"path": path.name, "sha256": digest}}

        async def branch(folder):
            marks = {"managed_by": "script", "project": "velo-lindqvist", "key": folder.name}
            store = await limited(client.vector_stores.create, name=folder.name, metadata=marks)
            files = await asyncio.gather(*(upload(path) for path in sorted(folder.iterdir())))
            batch = await limited(client.vector_stores.file_batches.create, store.id, files=files)
            while batch.status == "in_progress":
                await asyncio.sleep(0.2)
                batch = await limited(client.vector_stores.file_batches.retrieve, batch.id, vector_store_id=store.id)
            if api == "assistants":
                await limited(
                    client.beta.assistants.create,
                    model="gpt-6-luna",
                    name=folder.name,
                    tools=[{"type": "file_search"}],
                    tool_resources={"file_search": {"vector_store_ids": [store.id]}},
                    metadata=marks,
                )

        start = time.perf_counter()
        await asyncio.gather(*(branch(folder) for folder in sorted(docs.iterdir())))
        return {"seconds": time.perf_counter() - start, "requests": requests}


print(json.dumps(asyncio.run(deploy(sys.argv[1], Path(sys.argv[2]), sys.argv[3], int(sys.argv[4])))))
