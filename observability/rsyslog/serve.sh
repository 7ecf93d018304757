#!/bin/sh
# Receives, and looks once a minute whether a file has grown too large.
set -eu
while sleep 60; do logrotate --state /run/strangler/logrotate.state /etc/strangler/logrotate.conf || true; done &
exec rsyslogd -n -i /run/strangler/rsyslogd.pid -f /etc/strangler/rsyslog.conf
