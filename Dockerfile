FROM python:3.13-slim

# What is locked is installed first, so that a change of ours does not install it again.
WORKDIR /app
COPY requirements-ocr.lock ./
RUN pip install --no-cache-dir --require-hashes -r requirements-ocr.lock

COPY . .
RUN pip install --no-cache-dir --no-deps --no-build-isolation . \
    && useradd --create-home --uid 10001 nianbao \
    && install -d -o nianbao /data

USER nianbao
ENV NIANBAO_DATA_DIR=/data
VOLUME /data
# Which component runs is said by the command; see docker-compose.yml.
ENTRYPOINT ["nianbao"]
CMD ["--help"]
