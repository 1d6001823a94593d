#!/usr/bin/env bash
# Brings a portrait to life with curl: livephoto exec -- ./animate.sh portrait.jpg portrait.mp4
set -euo pipefail

curl --silent --show-error --fail-with-body \
    --request POST "$LIVEPHOTO_BASE_URL/api/portrait/effects/live-photo" \
    --header "ailabapi-api-key: $AILAB_API_KEY" \
    --form "type=0" --form "image_target=@$1" |
    sed 's/.*"video":"\([^"]*\)".*/\1/' | base64 --decode > "$2"
