"""The job of `apply` as a script on the official openai package: uploads, stores, attachments, assistants."""

import asyncio
import json
import sys
import time
from pathlib import Path

from openai import AsyncOpenAI


async def deploy(url, docs, width):
    slots = asyncio.Semaphore(width)
    requests = 0

    async with AsyncOpenAI(base_url=url, api_key="sk-peer") as client:

        async def limited(call, *arguments, **options):
            nonlocal requests
            async with slots:
                requests += 1
                return await call(*arguments, **options)

        async def branch(folder):
            files = await asyncio.gather(
                *(limited(client.files.create, file=path, purpose="assistants") for path in sorted(folder.iterdir()))
            )
            store = await limited(client.vector_stores.create, name=folder.name)
            batch = await limited(
                client.vector_stores.file_batches.create, store.id, file_ids=[file.id for file in files]
            )
            while batch.status == "in_progress":
                await asyncio.sleep(0.1)
                batch = await limited(client.vector_stores.file_batches.retrieve, batch.id, vector_store_id=store.id)
            await limited(
                client.beta.assistants.create,
                model="gpt-6-luna",
                name=folder.name,
                tools=[{"type": "file_search"}],
                tool_resources={"file_search": {"vector_store_ids": [store.id]}},
            )

        start = time.perf_counter()
        await asyncio.gather(*(branch(folder) for folder in sorted(docs.iterdir())))
        return {"seconds": time.perf_counter() - start, "requests": requests}


print(json.dumps(asyncio.run(deploy(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3])))))
